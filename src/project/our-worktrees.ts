/**
 * The worktrees of a project, for what needs no windows: tmux is not asked.
 */
import { PaneError } from '../errors.ts';
import { observeWorktrees } from '../snapshot/read/observe.ts';
import type { SnapshotRequest } from '../snapshot/request.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import type { Project } from './project.ts';

/** Archives too. @throws {PaneError} `failed` where git could not be asked */
export async function askOurWorktrees(
  { scope, worktrees }: Project,
  request: SnapshotRequest,
): Promise<readonly OurWorktree[]> {
  const git = await observeWorktrees(scope, request, worktrees);
  if (git.known) return git.value.ours;
  throw new PaneError('failed', `could not ask git: ${git.reason}`);
}
