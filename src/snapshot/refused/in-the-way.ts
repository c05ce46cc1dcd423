/**
 * What of git's own is in the way of a worktree or a branch that is to be made. Pure.
 */
import type { Ref } from '../../git/refs.ts';
import type { ListedWorktree } from '../../git/worktrees.ts';
import type { BranchName } from '../../ids.ts';
import { shortRef } from '../work/branch-start.ts';

/** A worktree that git has registered at this path, where nothing is. Null: none. */
export function registrationAt(path: string, listed: readonly ListedWorktree[]): string | null {
  if (!listed.some((worktree) => worktree.path === path)) return null;
  return `git has another worktree registered at ${path}, but nothing is there: run \`git worktree prune\` if it is gone, or \`git worktree repair PATH\` if it was moved`;
}

/** git keeps a branch as a file, which can't be a folder as well: `feature` rules `feature/x` out. Null: none. */
export function nestedBranch(branch: BranchName, refs: readonly Ref[]): string | null {
  const own = `refs/heads/${branch}`;
  const rival = refs.find(({ name }) => name.startsWith(`${own}/`) || own.startsWith(`${name}/`));
  if (rival === undefined) return null;
  return `git can't have both branch ${branch} and ${shortRef(rival.name)}: rename the latter, or set another \`branch:\``;
}
