/**
 * Where a task starts that takes another one's branch: `base: { task }`. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import { isArchived, newestFirst } from './joined.ts';
import type { OurWorktree } from './snapshot.ts';

/** The worktree of that task, else its newest archive; null: it has none. */
export function sourceOf(name: string, ours: readonly OurWorktree[]): OurWorktree | null {
  const own = ours.filter(({ stamp: { task, rename } }) => task === name || rename === name);
  return own.find((worktree) => !isArchived(worktree)) ?? own.sort(newestFirst)[0] ?? null;
}

/** The branch that is its work; of an archive the one that it had. */
function branchOf({ stamp, listed }: OurWorktree): string {
  return stamp.archive?.branch ?? listed?.branch ?? stamp.branch;
}

/** What a new branch starts from, as `base` would say it; null: the default. */
export function baseWanted(
  { base, baseTask, start }: Pick<DesiredTask, 'base' | 'baseTask' | 'start'>,
  ours: readonly OurWorktree[],
): string | null {
  if (baseTask === null) return start?.base ?? base;
  const source = sourceOf(baseTask, ours);
  // Of one that was never begun there is no branch yet, and no name that could be taken for another's.
  return source === null ? null : `refs/heads/${branchOf(source)}`;
}
