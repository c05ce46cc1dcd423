/**
 * Another name for a task where other tasks name it, in `after` and `base: { task }`. Text in, text out.
 */
import { type Tree, treeAt } from '../load/tree.ts';
import { chosen, read } from './edit.ts';
import { wordOrQuoted } from './item-text.ts';
import { isSame, type Meaning } from './meaning.ts';
import { replaceSpan } from './text-lines.ts';
import { writtenEnds } from './written.ts';

/** A name that is written somewhere. */
interface Place {
  readonly value: Tree;
  readonly valueOffset: number;
}

function isName({ value }: Place, name: string): boolean {
  return value.kind === 'scalar' && value.value === name;
}

function placesIn(task: Tree): Place[] {
  const after = treeAt(task, ['after']);
  const base = treeAt(task, ['base']);
  const names = after?.kind === 'list' ? after.items : [];
  return [
    ...names.map(({ value, offset }) => ({ value, valueOffset: offset })),
    ...(base?.kind === 'map' ? base.entries.filter(({ key }) => key === 'task') : []),
  ];
}

/** As `contentOf`, with the new name at these places. */
function contentWith(tree: Tree, offsets: ReadonlySet<number>, to: string): unknown {
  const inner = (value: Tree, offset: number): unknown =>
    offsets.has(offset) && value.kind === 'scalar' ? to : contentWith(value, offsets, to);
  if (tree.kind === 'list') return tree.items.map(({ value, offset }) => inner(value, offset));
  if (tree.kind === 'scalar') return tree.value;
  return { pairs: tree.entries.map(({ key, value, valueOffset }) => [key, inner(value, valueOffset)]) };
}

function meaningWith(tree: Tree | null, offsets: ReadonlySet<number>, to: string): Meaning {
  if (tree?.kind !== 'map') return { tasks: [], rest: [] };
  const tasks = treeAt(tree, ['tasks']);
  const others = { ...tree, entries: tree.entries.filter(({ key }) => key !== 'tasks') };
  const { pairs } = contentWith(others, offsets, to) as { readonly pairs: unknown };
  return {
    tasks: tasks?.kind === 'list' ? tasks.items.map(({ value }) => contentWith(value, offsets, to)) : [],
    rest: pairs,
  };
}

/** @throws PaneError `failed` if it is written in a way that can't be changed */
export function renameReferences(text: string, from: string, to: string): string {
  const tree = read(text);
  const tasks = treeAt(tree, ['tasks']);
  const items = tasks?.kind === 'list' ? tasks.items : [];
  const places = items.flatMap(({ value }) => placesIn(value)).filter((place) => isName(place, from));
  // What an alias stands for is written once.
  const byOffset = new Map(places.map((place) => [place.valueOffset, place]));
  if (byOffset.size === 0) return text;
  const offsets = new Set(byOffset.keys());
  const expected = meaningWith(tree, offsets, to);
  const changed = [...byOffset.values()]
    .sort((a, b) => b.valueOffset - a.valueOffset)
    .reduce((before, place) => {
      const [end] = writtenEnds(before, place);
      return end === undefined ? before : replaceSpan(before, place.valueOffset, end, wordOrQuoted(to));
    }, text);
  return chosen([changed], (after) => isSame(after, expected), 'rename the task in');
}
