/**
 * Windows of ours that are left when their worktree is gone. Pure.
 */
import type { TmuxPane } from '../tmux/panes.ts';
import type { GitObserved } from './observed.ts';

/** Windows with this project's mark whose worktree is not where it was, or not known at all; one pane of each. */
export function strayPanes(panes: readonly TmuxPane[], project: string, git: GitObserved): TmuxPane[] {
  const known = new Set([
    ...git.ours.flatMap(({ path, stamp }) => (path === null ? [] : [stamp.id])),
    ...git.making.map(({ id }) => id),
  ]);
  const stray = panes.filter(
    (pane) =>
      pane.project === project &&
      pane.kind === 'task' &&
      (pane.worktreeId === null || !known.has(pane.worktreeId)),
  );
  return stray.filter((pane, index) => stray.findIndex(({ window }) => window === pane.window) === index);
}

/** Those whose worktree is in none of git's admin directories any more. */
export function panesWithoutWorktree(
  panes: readonly TmuxPane[],
  project: string,
  git: GitObserved,
): TmuxPane[] {
  const ours = new Set<string | null>(git.ours.map(({ stamp }) => stamp.id));
  return strayPanes(panes, project, git).filter(({ worktreeId }) => !ours.has(worktreeId));
}
