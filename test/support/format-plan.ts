/**
 * A plan in the short form that tests compare.
 */
import type { DesiredTask } from '../../src/config/desired.ts';
import type { Operation } from '../../src/operations/kinds.ts';
import type { Plan } from '../../src/plan/notice.ts';
import { plan } from '../../src/plan/plan.ts';
import type { Policy } from '../../src/plan/policy.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { plainPalette } from '../../src/ui/colour.ts';
import { formatNotices } from '../../src/ui/operation.ts';
import { printable } from '../../src/ui/printable.ts';
import { PLAIN } from './world.ts';

/**
 * One line for each operation, in the plan's order, then one for each notice:
 * `copy-files login  (new task)  after: create-worktree:login`. An empty plan is the empty text.
 */
export function formatPlan({ operations, notices }: Plan): string {
  const told = notices.flatMap((notice) => formatNotices([notice], plainPalette));
  return [...operations.map(formatOperation), ...told].map((line) => `${line}\n`).join('');
}

function formatOperation({ kind, task, cause, after }: Operation): string {
  const before = after.length === 0 ? '' : `  after: ${after.join(', ')}`;
  return printable(`${kind} ${task}  (${cause})${before}`);
}

/** What a plain `up` would do, but for these options. */
export function planned(
  tasks: readonly DesiredTask[],
  world: Snapshot,
  options: Partial<Policy> = {},
): string {
  return formatPlan(plan(tasks, world, { ...PLAIN, ...options }));
}
