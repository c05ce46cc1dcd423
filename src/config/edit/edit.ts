/**
 * Changes to a file's list of tasks that leave every other line as it is, comments and layout included.
 * Each way to write a change is tried on the text and read again: what does not mean exactly the change is
 * not taken, so that a file is changed rightly or not at all. Text in, text out.
 */
import { PaneError } from '../../errors.ts';
import { parseText } from '../load/document.ts';
import { plainValue, type Tree, taskIndex, taskNameAt, treeAt } from '../load/tree.ts';
import { type Former, NOWHERE, placeAmong } from './former-place.ts';
import { commentsAbove, insertions, lengthOf } from './insert.ts';
import { flowItem, itemLines, keysOf, type NewTask } from './item-text.ts';
import { isSame, type Meaning, meaningOf } from './meaning.ts';
import { removals } from './remove.ts';
import { findTaskList } from './task-list.ts';

/**
 * Appends a task.
 * @throws PaneError `failed` if there is one of that name, or the list is written in a way that can't be changed.
 */
export function addTask(text: string, task: NewTask): string {
  const before = meaningFor(text, task.name);
  const expected = { ...before, tasks: [...before.tasks, { pairs: keysOf(task) }] };
  const ways = insertions(text, findTaskList(text), { lines: itemLines(task), flow: flowItem(task) });
  return chosen(ways, (after) => isSame(after, expected), 'add a task to');
}

/**
 * Takes a task out. `removed`: its lines, with the comments that belong to it, as `restoreTask` takes them.
 * @returns null if there is none of that name
 * @throws PaneError `failed` if something else in the file depends on it.
 */
export function removeTask(text: string, name: string): { text: string; removed: string } | null {
  const tree = read(text);
  const index = taskIndex(tree, name);
  if (index === -1) return null;
  const before = meaningOf(tree);
  const expected = { ...before, tasks: before.tasks.filter((_, other) => other !== index) };
  const ways = removals(text, findTaskList(text), index);
  const own = { ...before, tasks: before.tasks.slice(index, index + 1), rest: [] };
  const right = ways.find(
    (way) => means(way.text, (after) => isSame(after, expected)) && couldMean(way.removed, own),
  );
  if (right !== undefined) return right;
  if (!ways.some(({ text: without }) => lacksAnchor(without))) throw unchangeable('remove the task from');
  throw new PaneError('failed', `other places in the file use an anchor that task "${name}" defines`, {
    hint: 'Move the anchored value out of the task, under a key that begins with "x-".',
  });
}

/**
 * Puts back what `removeTask` took out, beside its nearest former neighbour that is there, else as the last task.
 * @throws PaneError `failed` as `addTask` does, also if an anchor that it uses is no longer there.
 */
export function restoreTask(text: string, removed: string, former: Former = NOWHERE): string {
  const lines = dedented(removed);
  const list = findTaskList(text);
  const item = parseText(`${lines.join('\n')}\n`);
  const name = taskNameAt(underTasks(item.tree), ['tasks', 0]);
  const before = name === null ? meaningOf(read(text)) : meaningFor(text, name);
  const [own] = meaningOf(underTasks(item.tree)).tasks;
  const isWhole = item.misfits.length === 0;
  const { commentsStayed = false } = former;
  const flow = isWhole ? flowOf(lines, item.tree) : null;
  const isBack = (at: number) => (after: Meaning) => {
    const found = after.tasks[at];
    // With aliases to other places, it means something only there.
    const isIt = isWhole ? isSame({ tasks: [found], rest: null }, { tasks: [own], rest: null }) : true;
    const others = { ...after, tasks: after.tasks.filter((_, index) => index !== at) };
    return isIt && after.tasks.length === before.tasks.length + 1 && isSame(others, before);
  };
  // In its old place it may stand above an anchor that it uses.
  const places = [placeAmong(taskNames(text), former), lengthOf(list)];
  for (const at of places) {
    const ways = insertions(text, list, { lines, flow, commentsStayed }, at);
    const right = ways.find((way) => means(way, isBack(at)));
    if (right !== undefined) return right;
  }
  throw unchangeable('put the task back into');
}

/** The names of the file's tasks in their order; null for one without a name. */
function taskNames(text: string): (string | null)[] {
  const { tree } = parseText(text);
  const tasks = treeAt(tree, ['tasks']);
  return tasks?.kind === 'list' ? tasks.items.map((_, index) => taskNameAt(tree, ['tasks', index])) : [];
}

/** Where each task of the text stands, so that it can be put back there. */
export function formersIn(text: string): (name: string) => Former {
  const names = taskNames(text);
  const named = (some: readonly (string | null)[]) => some.filter((each) => each !== null);
  return (name) => {
    const index = names.indexOf(name);
    if (index === -1) return NOWHERE;
    return { above: named(names.slice(0, index)).reverse(), below: named(names.slice(index + 1)) };
  };
}

/** Whether all the comments above a task that was taken out of `before` are still in `after`. */
export function haveCommentsStayed(removed: string, before: string, after: string): boolean {
  const own = commentsAbove(dedented(removed)).map((line) => line.trim());
  const count = (text: string) => {
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    return lines.filter((_, start) => own.every((line, index) => lines[start + index] === line)).length;
  };
  return own.length > 0 && count(after) >= count(before);
}

/** A list of tasks as the file that would hold only it. */
function underTasks(list: Tree | null): Tree | null {
  if (list === null) return null;
  const entry = { key: 'tasks', keyOffset: 0, value: list, valueOffset: 0 };
  return { kind: 'map', entries: [entry], size: list.size + 1 };
}

/** The item for a list in brackets: as it was in one, else as JSON. */
function flowOf(lines: readonly string[], list: Tree | null): string | null {
  const text = lines.join('\n').replace(/^- /, '').trimEnd();
  if (text.startsWith('{')) return text;
  const own = treeAt(list, [0]);
  return own === null ? null : JSON.stringify(plainValue(own));
}

/** Lines without the indentation that the dash has. */
function dedented(removed: string): string[] {
  const lines = removed.replace(/\r?\n$/, '').split(/\r?\n/);
  const column = lines.find((line) => /^ *-/.test(line))?.indexOf('-') ?? 0;
  return lines.map((line) => line.replace(new RegExp(`^ {0,${column}}`), ''));
}

/** @throws PaneError `failed` where the text has mistakes */
export function read(text: string): Tree | null {
  const { tree, misfits } = parseText(text);
  if (misfits.length === 0) return tree;
  throw new PaneError('failed', "can't edit a file that has errors", {
    hint: '`pane config` lists them.',
  });
}

/** What the text says, if no task has this name yet. */
function meaningFor(text: string, name: string): Meaning {
  const tree = read(text);
  if (taskIndex(tree, name) === -1) return meaningOf(tree);
  throw new PaneError('failed', `the file already has a task "${name}"`);
}

type Check = (after: Meaning) => boolean;

/** Whether the text is valid and says that. */
export function means(text: string, check: Check): boolean {
  const { tree, misfits } = parseText(text);
  return misfits.length === 0 && check(meaningOf(tree));
}

/** Whether these lines of a list mean this; with aliases to other places they mean nothing by themselves. */
export function couldMean(removed: string, meaning: Meaning): boolean {
  const { tree, misfits } = parseText(`${dedented(removed).join('\n')}\n`);
  return misfits.length > 0 || isSame(meaningOf(underTasks(tree)), meaning);
}

/** The first way that comes to what was meant. @throws PaneError `failed`: none does */
export function chosen(ways: readonly string[], check: Check, what: string): string {
  const right = ways.find((way) => means(way, check));
  if (right === undefined) throw unchangeable(what);
  return right;
}

function lacksAnchor(text: string): boolean {
  return parseText(text).misfits.some(({ message }) => message.startsWith('no anchor'));
}

function unchangeable(what: string): PaneError {
  return new PaneError('failed', `can't ${what} the file without changing the rest of it`, {
    hint: 'Edit the file by hand.',
  });
}
