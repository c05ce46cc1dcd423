/**
 * A YAML file as values that know where they stand: aliases and merge keys are resolved, every key and value
 * keeps its place in the text. Between `document`, which reads it, and the schema, which knows no places. Pure.
 */

export type Scalar = string | number | bigint | boolean | null;

export interface Entry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: Tree;
  /** Where the value is written for this key: an alias, not what it stands for. */
  readonly valueOffset: number;
}

export interface Item {
  readonly value: Tree;
  readonly offset: number;
}

export type Tree =
  | { readonly kind: 'map'; readonly entries: readonly Entry[]; readonly size: number }
  | { readonly kind: 'list'; readonly items: readonly Item[]; readonly size: number }
  /** `source`: as written, so that `1.10` can still be told from `1.1`. */
  | { readonly kind: 'scalar'; readonly value: Scalar; readonly source: string; readonly size: 1 };

/** Keys of maps and indices of lists. */
export type TreePath = readonly (string | number)[];

/** What is wrong at a place of one file. */
export interface Misfit {
  readonly path: TreePath;
  readonly offset: number;
  readonly message: string;
}

/** Keys that begin so are the user's own, for anchors. */
export const freePrefix = 'x-';

/**
 * Plain values, without the free keys. Environment variables are strings whatever they look like: under
 * `env`, numbers and booleans come as they are written.
 */
export function plainValue(tree: Tree, isEnv = false): unknown {
  if (tree.kind === 'list') return tree.items.map((item) => plainValue(item.value));
  if (tree.kind === 'scalar') return isEnv && isWord(tree.value) ? tree.source : tree.value;
  return Object.fromEntries(
    tree.entries
      .filter(({ key }) => !key.startsWith(freePrefix))
      .map(({ key, value }) => [
        key,
        plainValue(value, isEnv ? value.kind === 'scalar' : isEnvMap(key, value)),
      ]),
  );
}

function isEnvMap(key: string, value: Tree): boolean {
  return key === 'env' && value.kind === 'map';
}

function isWord(value: Scalar): boolean {
  return value !== null && typeof value !== 'string';
}

/** The value at a path; null if there is none. */
export function treeAt(tree: Tree | null, path: TreePath): Tree | null {
  const [head, ...rest] = path;
  if (head === undefined || tree === null) return tree;
  if (tree.kind === 'list')
    return typeof head === 'number' ? treeAt(tree.items[head]?.value ?? null, rest) : null;
  if (tree.kind === 'scalar') return null;
  return treeAt(tree.entries.find((entry) => entry.key === head)?.value ?? null, rest);
}

/** Where the value at a path begins, or its key; the nearest place above it where it isn't written. */
export function offsetAt(tree: Tree | null, path: TreePath, part: 'key' | 'value'): number {
  let offset = 0;
  let node = tree;
  for (const [index, step] of path.entries()) {
    const found = node === null ? null : childAt(node, step);
    if (found === null) break;
    const isLast = index === path.length - 1;
    offset = isLast && part === 'value' ? found.valueOffset : found.keyOffset;
    node = found.value;
  }
  return offset;
}

function childAt(tree: Tree, step: string | number): Omit<Entry, 'key'> | null {
  if (tree.kind === 'map') return tree.entries.find((entry) => entry.key === step) ?? null;
  if (tree.kind === 'scalar' || typeof step !== 'number') return null;
  const item = tree.items[step];
  return item === undefined ? null : { value: item.value, keyOffset: item.offset, valueOffset: item.offset };
}

/** The index of the task of this name in the file's list, -1 if it holds none. */
export function taskIndex(tree: Tree | null, name: string): number {
  const tasks = treeAt(tree, ['tasks']);
  return tasks?.kind === 'list' ? tasks.items.findIndex((item) => nameOf(item.value) === name) : -1;
}

/** The names of the file's tasks with the index of each; of two of one name, the first's. */
export function taskIndices(tree: Tree | null): ReadonlyMap<string, number> {
  const tasks = treeAt(tree, ['tasks']);
  const indices = new Map<string, number>();
  if (tasks?.kind !== 'list') return indices;
  for (const [index, { value }] of tasks.items.entries()) {
    const name = nameOf(value);
    if (name !== null && !indices.has(name)) indices.set(name, index);
  }
  return indices;
}

/** The `name` of the task that a path lies in, null where there is none. */
export function taskNameAt(tree: Tree | null, path: TreePath): string | null {
  return path[0] === 'tasks' && path.length > 1 ? nameOf(treeAt(tree, path.slice(0, 2))) : null;
}

function nameOf(task: Tree | null): string | null {
  const name = treeAt(task, ['name']);
  return name?.kind === 'scalar' && typeof name.value === 'string' ? name.value : null;
}
