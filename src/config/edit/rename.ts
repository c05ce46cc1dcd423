/**
 * Another name for a task, and keys that are written for it, with every other line as it is. Text in, text out.
 */
import { parseText } from '../load/document.ts';
import { type Entry, type Tree, taskIndex, treeAt } from '../load/tree.ts';
import { chosen, read } from './edit.ts';
import { wordOrQuoted } from './item-text.ts';
import { contentOf, isSame, type Meaning, meaningOf } from './meaning.ts';
import { lineEndOf, lineStart, nextLine, replaceSpan } from './text-lines.ts';
import { writtenEnds } from './written.ts';

export type KeyText = readonly [key: string, value: string];

/**
 * Sets keys of a task, its `name` among them; one that is not there comes after its name.
 * @throws PaneError `failed` if the task is written in a way that can't be changed
 */
export function setKeys(text: string, name: string, keys: readonly KeyText[]): string {
  const index = taskIndex(read(text), name);
  return index === -1 ? text : keys.reduce((changed, key) => setKey(changed, index, key), text);
}

export function hasTask(text: string, name: string): boolean {
  return taskIndex(read(text), name) !== -1;
}

function setKey(text: string, index: number, [key, value]: KeyText): string {
  const tree = read(text);
  const entries = entriesOf(treeAt(tree, ['tasks', index]));
  const present = entries.find((entry) => entry.key === key);
  const name = entries.find((entry) => entry.key === 'name');
  const before = meaningOf(tree);
  const pairs = entries.flatMap((entry): unknown[] => {
    if (entry.key === key) return [[key, value]];
    const own = [entry.key, contentOf(entry.value)];
    return entry.key === 'name' && present === undefined ? [own, [key, value]] : [own];
  });
  const expected: Meaning = {
    ...before,
    tasks: before.tasks.map((task, at) => (at === index ? { pairs } : task)),
  };
  const ways = present === undefined ? inserted(text, name, key, value) : replaced(text, present, value);
  return chosen(ways, (after) => isSame(after, expected), 'rename the task in');
}

function entriesOf(task: Tree | null): readonly Entry[] {
  return task?.kind === 'map' ? task.entries : [];
}

function replaced(text: string, entry: Entry, value: string): string[] {
  return writtenEnds(text, entry).map((end) =>
    replaceSpan(text, entry.valueOffset, end, wordOrQuoted(value)),
  );
}

function inserted(text: string, name: Entry | undefined, key: string, value: string): string[] {
  if (name === undefined) return [];
  const pair = `${key}: ${wordOrQuoted(value)}`;
  return writtenEnds(text, name).flatMap((end) => {
    const indent = ' '.repeat(name.keyOffset - lineStart(text, name.keyOffset));
    const below = nextLine(text, end);
    const isInLine = below > lineStart(text, below);
    const lineEnd = lineEndOf(text);
    const line = isInLine ? `${lineEnd}${indent}${pair}` : `${indent}${pair}${lineEnd}`;
    return [replaceSpan(text, end, end, `, ${pair}`), replaceSpan(text, below, below, line)];
  });
}

/** What is written for a task but for its name, to be compared; null: the text has no such task. */
export function entryOf(text: string, name: string): unknown {
  const { tree, misfits } = parseText(text);
  const index = misfits.length > 0 ? -1 : taskIndex(tree, name);
  return index === -1 ? null : withoutName(treeAt(tree, ['tasks', index]));
}

/** The same of the lines that `removeTask` took out. */
export function entryOfLines(lines: string): unknown {
  const { tree, misfits } = parseText(lines);
  return misfits.length > 0 ? null : withoutName(treeAt(tree, [0]));
}

function withoutName(task: Tree | null): unknown {
  const others = entriesOf(task).filter(({ key }) => key !== 'name');
  return others.map(({ key, value }) => [key, contentOf(value)]);
}
