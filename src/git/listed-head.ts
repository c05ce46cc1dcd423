/**
 * What `git worktree list` tells of a HEAD that is at no commit. Pure.
 */
import type { ListedWorktree } from './worktrees.ts';

type ListedHead = Pick<ListedWorktree, 'head' | 'branch'>;

function isZeros(commit: string | null): boolean {
  return commit !== null && /^0+$/.test(commit);
}

/** It is on a branch that has no commit yet. */
export function isUnborn({ head, branch }: ListedHead): boolean {
  return branch !== null && isZeros(head);
}

/** git could not read it, or the worktree is just being made: it begins with a HEAD of zeros. */
export function isUnread({ head, branch }: ListedHead): boolean {
  return branch === null && isZeros(head);
}
