/**
 * A plan in the short form that tests compare.
 */
import type { Operation } from '../../src/operations/kinds.ts';
import type { Plan } from '../../src/plan/notice.ts';
import { plainPalette } from '../../src/ui/colour.ts';
import { formatNotices } from '../../src/ui/operation.ts';
import { printable } from '../../src/ui/printable.ts';

/**
 * One line for each operation, in the plan's order, then one for each notice:
 * `copy-files login  (new task)  after: create-worktree:login`. An empty plan is the empty text.
 */
export function formatPlan(plan: Plan): string {
  const operations = plan.operations.map(formatOperation);
  const notices = plan.notices.flatMap((notice) => formatNotices([notice], plainPalette));
  return [...operations, ...notices].map((line) => `${line}\n`).join('');
}

function formatOperation({ kind, task, cause, after }: Operation): string {
  const before = after.length === 0 ? '' : `  after: ${after.join(', ')}`;
  return printable(`${kind} ${task}  (${cause})${before}`);
}
