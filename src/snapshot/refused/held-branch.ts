/**
 * Who holds a branch, so that no worktree can have it, for people. Pure.
 */
import type { BranchHolder } from '../../git/holders.ts';
import type { BranchName } from '../../ids.ts';
import type { GitSnapshot } from '../snapshot.ts';

/** `is checked out at PATH`, `is held by a rebase at PATH`. */
export function howHeld({ path, operation }: BranchHolder): string {
  return operation === null ? `is checked out at ${path}` : `is in use by a ${operation} at ${path}`;
}

/** `own`: path of the worktree that may hold it. */
export function otherHolder(
  holders: readonly BranchHolder[],
  branch: string,
  own: string | null | undefined,
): BranchHolder | undefined {
  return holders.find((holder) => holder.branch === branch && holder.path !== own);
}

const SET_ANOTHER = 'or set another `branch:`';

/** Another worktree that has the branch, so that git checks it out nowhere else. `own`: the task's path. Null: none. */
export function heldBranch(
  branch: BranchName,
  { holders, ours }: Pick<GitSnapshot, 'holders' | 'ours'>,
  own: string | null,
): string | null {
  const holder = otherHolder(holders, branch, own);
  if (holder === undefined) return null;
  const { path, operation } = holder;
  const archive = ours.find((worktree) => worktree.path === path && worktree.stamp.archive !== null)?.stamp;
  if (archive !== undefined) {
    const why = operation === null ? '' : `, in which a ${operation} is in progress`;
    return `branch ${branch} is in use by the archive of ${archive.task}${why}: \`pane restore ${archive.task}@${archive.id}\` brings it back, ${SET_ANOTHER}`;
  }
  const ways = {
    rebase: 'finish it there, or run `git rebase --abort`',
    bisect: 'finish it there with `git bisect reset`',
  };
  const way = operation === null ? 'check out another branch there' : ways[operation];
  return `branch ${branch} ${howHeld(holder)}: ${way}, ${SET_ANOTHER}`;
}
