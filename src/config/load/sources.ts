/**
 * The files of a project as one text to point into: in which of them, and where, something stands. Pure.
 */
import type { Position } from '../config.ts';
import type { Fault } from '../keys/fault.ts';
import type { Problem } from './problem.ts';
import { problemAt, type Source } from './source.ts';
import { type TreePath, taskIndices, treeAt } from './tree.ts';

export interface Locator {
  readonly positionOf: (task: string) => Position;
  /** What follows from something that is `known` to be wrong is left out. */
  readonly problemsOf: (faults: readonly Fault[], known: readonly Problem[]) => Problem[];
}

/** The first source that says something counts. */
export function locator(sources: readonly Source[]): Locator {
  const indices = new Map(sources.map((source) => [source, taskIndices(source.tree)]));
  const locate = (path: readonly string[]) => {
    for (let length = path.length; length > 0; length--) {
      for (const source of sources) {
        const found = pathIn(source, path.slice(0, length), indices.get(source));
        if (found !== null) return { source, path: found };
      }
    }
    return null;
  };
  const problemOf = (fault: Fault): Problem[] => {
    const found = locate(fault.path);
    return found === null ? [] : [problemAt(found.source, found.path, 'value', fault.message)];
  };
  return {
    positionOf: (task) => positionIn(locate(['tasks', task])),
    problemsOf: (faults, known) =>
      faults.filter((fault) => !follows(fault, known, sources)).flatMap(problemOf),
  };
}

function follows(fault: Fault, known: readonly Problem[], sources: readonly Source[]): boolean {
  const about = fault.about ?? fault.path;
  if (known.length === 0) return false;
  const isKnown = known.some(({ path }) => about.every((step, index) => path[index] === step));
  // What was left out of the data because of a mistake in it is there all the same.
  const isThere = fault.about !== undefined && sources.some((source) => treeAt(source.tree, about) !== null);
  const isUnparsed =
    fault.about !== undefined && sources.some((source) => source.tree === null && source.problems.length > 0);
  return isKnown || isThere || isUnparsed;
}

/** The path in this file, where tasks are counted; null if it does not stand there. */
function pathIn(
  source: Source,
  path: readonly string[],
  indices: ReadonlyMap<string, number> = new Map(),
): TreePath | null {
  const [head, task, ...rest] = path;
  const isTask = head === 'tasks' && task !== undefined;
  const index = isTask ? indices.get(task) : undefined;
  if (isTask && index === undefined) return null;
  const found: TreePath = index === undefined ? path : ['tasks', index, ...rest];
  return treeAt(source.tree, found) === null ? null : found;
}

function positionIn(found: { source: Source; path: TreePath } | null): Position {
  if (found === null) return { file: '', line: 1, column: 1 };
  const { place } = problemAt(found.source, found.path, 'key', '');
  return { file: found.source.file, line: place?.line ?? 1, column: place?.column ?? 1 };
}
