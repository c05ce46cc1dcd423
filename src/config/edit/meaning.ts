/**
 * What a file says, however it is written: two texts of one meaning are compared by it. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Tree, treeAt } from '../load/tree.ts';

export interface Meaning {
  readonly tasks: readonly unknown[];
  /** Every other key. */
  readonly rest: unknown;
}

export function meaningOf(tree: Tree | null): Meaning {
  const tasks = treeAt(tree, ['tasks']);
  const entries = tree?.kind === 'map' ? tree.entries.filter(({ key }) => key !== 'tasks') : [];
  return {
    tasks: tasks?.kind === 'list' ? tasks.items.map((item) => contentOf(item.value)) : [],
    rest: entries.map(({ key, value }) => [key, contentOf(value)]),
  };
}

export function isSame(a: Meaning, b: Meaning): boolean {
  return isDeepStrictEqual(a, b);
}

/** A map is its pairs, so that their order counts and no key is special. */
export function contentOf(tree: Tree): unknown {
  if (tree.kind === 'list') return tree.items.map((item) => contentOf(item.value));
  if (tree.kind === 'scalar') return tree.value;
  return { pairs: tree.entries.map(({ key, value }) => [key, contentOf(value)]) };
}
