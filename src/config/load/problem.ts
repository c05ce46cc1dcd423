/**
 * What is wrong in the files of a project, and the one error that tells all of it. Pure.
 */
import { PaneError } from '../../errors.ts';
import { shownPath } from '../../paths.ts';
import type { TreePath } from './tree.ts';

export interface Problem {
  /** Absolute. */
  readonly file: string;
  /** From 1; null where the whole file is meant. */
  readonly place: { readonly line: number; readonly column: number } | null;
  /** Empty where no key is meant. */
  readonly path: TreePath;
  /** The name of the task that it lies in. */
  readonly task: string | null;
  readonly message: string;
}

/** More would scroll the first out of sight. */
const mostShown = 100;

/** `folder`: of the project's file; paths in it are told from there. */
export function configError(problems: readonly Problem[], folder: string): PaneError {
  const files = [...new Set(problems.map((problem) => problem.file))];
  const inOrder = files.flatMap((file) => problems.filter((problem) => problem.file === file).sort(byPlace));
  const lines = [...new Set(inOrder.map((problem) => formatProblem(problem, folder)))];
  const more = lines.length - mostShown;
  const shown = more > 0 ? [...lines.slice(0, mostShown), `… and ${more} more`] : lines;
  return new PaneError('config', shown.join('\n'), {
    hint: 'Nothing was changed. Fix this, then run the command again.',
  });
}

function byPlace(a: Problem, b: Problem): number {
  const [first, second] = [a.place ?? top, b.place ?? top];
  return first.line - second.line || first.column - second.column;
}

const top = { line: 0, column: 0 };

/** `pane.config.yaml:12:5: tasks.1.promt: unknown key, did you mean "prompt"? (task "login")`. */
function formatProblem(problem: Problem, folder: string): string {
  const file = shownPath(problem.file, folder);
  const place = problem.place === null ? '' : `:${problem.place.line}:${problem.place.column}`;
  const key = problem.path.length === 0 ? '' : `${problem.path.join('.')}: `;
  const task = problem.task === null ? '' : ` (task "${problem.task}")`;
  return `${file}${place}: ${key}${problem.message}${task}`;
}
