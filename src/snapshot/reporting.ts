/**
 * Which agents are known to report their turns although nothing in the file says so. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import { orNull } from './known.ts';
import { turnsOf } from './places.ts';
import type { Snapshot } from './snapshot.ts';

/** Their names: a turn of each has ended, in a task of the file that is not archived. */
export function reportingAgents(
  desired: readonly DesiredTask[],
  { git }: Pick<Snapshot, 'git'>,
): ReadonlySet<string> {
  const live = (orNull(git)?.ours ?? []).filter(({ stamp }) => stamp.archive === null);
  const reported = live.filter((worktree) => (turnsOf(worktree)?.ended ?? 0) > 0);
  const tasks = new Set<string>(reported.map(({ stamp }) => stamp.task));
  return new Set(desired.filter(({ name }) => tasks.has(name)).map(({ agent }) => agent.name));
}
