/**
 * Windows of ours that are left when their worktree is gone. Pure.
 */
import type { TmuxPane } from '../tmux/panes.ts';
import type { GitSnapshot } from './snapshot.ts';

/** Windows with this project's mark whose worktree is not where it was, or not known at all; one pane of each. */
export function strayPanes(panes: readonly TmuxPane[], project: string, git: GitSnapshot): TmuxPane[] {
  const known = new Set([
    ...git.ours.flatMap(({ path, stamp }) => (path === null ? [] : [stamp.id])),
    ...git.making.map(({ id }) => id),
  ]);
  // Of one whose stamp can't be read only the claim tells the window.
  const unreadable = new Set(
    git.unreadable.flatMap(({ claim }) =>
      panes.filter(({ pid }) => pid === claim?.launcher).map(({ window }) => window),
    ),
  );
  const stray = panes.filter(
    (pane) =>
      pane.project === project &&
      pane.kind === 'task' &&
      !unreadable.has(pane.window) &&
      (pane.worktreeId === null || !known.has(pane.worktreeId)),
  );
  return stray.filter((pane, index) => stray.findIndex(({ window }) => window === pane.window) === index);
}
