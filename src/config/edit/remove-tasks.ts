/**
 * Takes several tasks out of a file: all of them are looked for in one reading of it, and the result is read once.
 * Text in, text out.
 */
import { taskIndex } from '../load/tree.ts';
import { couldMean, means, read, removeTask } from './edit.ts';
import { isSame, meaningOf } from './meaning.ts';
import { removals } from './remove.ts';
import { findTaskList, type TaskList } from './task-list.ts';

export interface TasksRemoved {
  readonly text: string;
  /** By task: the lines that were taken out, as `restoreTask` takes them. */
  readonly removed: ReadonlyMap<string, string>;
}

/**
 * The text without these tasks; those that it does not have are passed over.
 * @throws PaneError `failed` as `removeTask` does
 */
export function removeTasks(text: string, names: readonly string[]): TasksRemoved {
  return (names.length > 1 ? allAtOnce(text, names) : null) ?? oneByOne(text, names);
}

/** Null where the usual way to take one out is not right for all of them. */
function allAtOnce(text: string, names: readonly string[]): TasksRemoved | null {
  const tree = read(text);
  const before = meaningOf(tree);
  const removed = new Map<string, string>();
  const gone: number[] = [];
  let list = findTaskList(text);
  let left = text;
  for (const name of names) {
    const index = taskIndex(tree, name);
    if (index === -1 || gone.includes(index)) continue;
    const at = index - gone.filter((other) => other < index).length;
    const [way] = removals(left, list, at);
    const own = { tasks: before.tasks.slice(index, index + 1), rest: [] };
    if (way === undefined || !couldMean(way.removed, own)) return null;
    removed.set(name, way.removed);
    gone.push(index);
    list = without(list, at, left.length - way.text.length);
    left = way.text;
  }
  const expected = { ...before, tasks: before.tasks.filter((_, index) => !gone.includes(index)) };
  return means(left, (after) => isSame(after, expected)) ? { text: left, removed } : null;
}

/** The list once an item was cut out, and with it so many characters: what stands below has moved up. */
function without(list: TaskList, at: number, length: number): TaskList {
  if (list.kind !== 'block' && list.kind !== 'flow') return list;
  const items = list.items
    .map(({ start, end }, index) =>
      index > at ? { start: start - length, end: end - length } : { start, end },
    )
    .filter((_, index) => index !== at);
  return { ...list, items };
}

function oneByOne(text: string, names: readonly string[]): TasksRemoved {
  let left = text;
  const removed = new Map<string, string>();
  for (const name of names) {
    const result = removeTask(left, name);
    if (result === null) continue;
    left = result.text;
    removed.set(name, result.removed);
  }
  return { text: left, removed };
}
