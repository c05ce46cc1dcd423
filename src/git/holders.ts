/**
 * Which worktree holds a branch, so that git checks it out nowhere else (git-worktree(1)).
 */
import { type InProgress, readHeld } from './in-progress.ts';
import { type ListedWorktree, listAdminDirectories } from './worktrees.ts';

export interface BranchHolder {
  readonly branch: string;
  /** Of the worktree. */
  readonly path: string;
  /** What holds it though it is not checked out; null: it is checked out. */
  readonly operation: InProgress['operation'] | null;
}

/** @param listed the main worktree first. @throws where an admin directory can't be read */
export function branchHolders(common: string, listed: readonly ListedWorktree[]): BranchHolder[] {
  const admins = new Map(listAdminDirectories(common).map(({ worktree, path }) => [worktree, path]));
  return listed.flatMap(({ path, branch }, index): BranchHolder[] => {
    const checkedOut = branch === null ? [] : [{ branch, path, operation: null }];
    const admin = index === 0 ? common : admins.get(path);
    const held = admin === undefined ? [] : readHeld(admin);
    return [...checkedOut, ...held.map((each) => ({ ...each, path }))];
  });
}
