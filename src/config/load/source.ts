/**
 * One config file, checked against the schema. What can be used of a file with mistakes is
 * used, so that the mistakes that only show later are told with the others; nothing is done with it besides. Pure.
 */

import type { Key } from '../keys/key.ts';
import type { FileData, FileKind } from '../keys/project-keys.ts';
import { taskKeys } from '../keys/task-keys.ts';
import { parseText } from './document.ts';
import type { Finding } from './issues.ts';
import { lineStarts, placeOf } from './lines.ts';
import type { Problem } from './problem.ts';
import { checkWithSchema } from './schema-check.ts';
import { offsetAt, plainValue, type Tree, type TreePath, taskIndices, taskNameAt, treeAt } from './tree.ts';

export interface Source {
  /** Absolute. */
  readonly file: string;
  readonly kind: FileKind;
  readonly data: FileData;
  readonly tree: Tree | null;
  readonly starts: readonly number[];
  readonly problems: readonly Problem[];
}

export function checkSource(kind: FileKind, file: string, text: string): Source {
  const starts = lineStarts(text);
  const { tree, misfits } = parseText(text);
  const problem = (path: TreePath, offset: number, message: string): Problem => ({
    file,
    place: placeOf(starts, offset),
    path,
    task: taskNameAt(tree, path),
    message,
  });
  const problems = misfits.map(({ path, offset, message }) => problem(path, offset, message));
  const empty = { file, kind, data: {}, tree, starts };
  if (tree === null) return { ...empty, problems };
  if (tree.kind !== 'map') {
    return { ...empty, problems: [...problems, problem([], 0, 'expected keys such as `tasks:` at the top')] };
  }
  const { data, findings } = checkWithSchema(kind, plainValue(tree));
  const told = new Set(misfits.map(({ path }) => path.join('\0')));
  const untold = [...findings, ...taskFindings(tree)].filter(({ path }) => !told.has(path.join('\0')));
  const found = untold.map(({ path, part, message }) => problem(path, offsetAt(tree, path, part), message));
  return { ...empty, data, problems: [...problems, ...found] };
}

/** The place of a path in the source, for what is only found out later. */
export function problemAt(source: Source, path: TreePath, part: 'key' | 'value', message: string): Problem {
  const place = placeOf(source.starts, offsetAt(source.tree, path, part));
  return { file: source.file, place, path, task: taskNameAt(source.tree, path), message };
}

/** What the schema can't see: between tasks of one file, and between keys of a task. */
function taskFindings(tree: Tree): Finding[] {
  const tasks = treeAt(tree, ['tasks']);
  if (tasks?.kind !== 'list') return [];
  const indices = taskIndices(tree);
  return tasks.items.flatMap((_, index): Finding[] => {
    const path = ['tasks', index];
    const name = taskNameAt(tree, path);
    const isRepeated = name !== null && indices.get(name) !== index;
    const isThere = (key: string) => treeAt(tree, [...path, key]) !== null;
    return [
      ...(isRepeated
        ? [finding([...path, 'name'], 'another task has this name; task names must be unique')]
        : []),
      ...Object.entries<Key>(taskKeys).flatMap(([key, { insteadOf: other }]) =>
        other !== undefined && isThere(key) && isThere(other)
          ? [finding([...path, key], `a task takes \`${other}\` or \`${key}\`, not both`)]
          : [],
      ),
    ];
  });
}

function finding(path: TreePath, message: string): Finding {
  return { path, part: 'value', message };
}
