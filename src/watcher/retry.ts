/**
 * When the watcher tries again what failed: later each time, since a hook, a copy of gigabytes or git itself
 * fails again each time as long as nobody mends it. Pure.
 */

import type { TaskName } from '../ids.ts';
import type { Result } from '../operations/outcome.ts';
import type { Applied } from '../project/watcher/watcher-codec.ts';

const FIRST_MS = 5_000;
const MOST_MS = 300_000;

interface Failure {
  /** How often in a row. */
  readonly times: number;
  /** Not before, in milliseconds by the clock that nobody can set, as everywhere here. */
  readonly again: number;
}

export interface Failures {
  /** The files that this was tried with: with others everything is tried at once. Null: none yet. */
  readonly files: Applied | null;
  readonly tasks: ReadonlyMap<TaskName, Failure>;
}

export const NO_FAILURES: Failures = { files: null, tasks: new Map() };

function failuresWith({ files, tasks }: Failures, now: Applied): Failures['tasks'] {
  return files?.project === now.project && files.local === now.local ? tasks : new Map();
}

/** Tasks that are not tried at this moment. */
export function resting(failures: Failures, files: Applied, now: number): Set<TaskName> {
  const open = [...failuresWith(failures, files)].filter(([, { again }]) => again > now);
  return new Set(open.map(([task]) => task));
}

/** What succeeded is forgotten; what was not tried stays. */
export function updateFailures(
  failures: Failures,
  files: Applied,
  results: readonly Result[],
  now: number,
): Failures {
  const before = failuresWith(failures, files);
  const tasks = new Map(before);
  for (const { operation, result } of results) if (result.outcome === 'done') tasks.delete(operation.task);
  for (const { operation, result } of results) {
    if (result.outcome !== 'failed') continue;
    const times = (before.get(operation.task)?.times ?? 0) + 1;
    const again = now + Math.min(MOST_MS, FIRST_MS * 2 ** (times - 1));
    tasks.set(operation.task, { times, again });
  }
  return { files, tasks };
}
