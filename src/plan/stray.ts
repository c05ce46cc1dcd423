/**
 * Windows of ours that are left when their worktree is gone. Pure.
 */

import { parseTaskName } from '../ids.ts';
import type { GitObserved, Observed } from '../snapshot/observed.ts';
import type { TmuxPane } from '../tmux/panes.ts';
import type { Notice } from './notice.ts';

/** Windows with this project's mark whose worktree is not where it was, or not known at all; one pane of each. */
export function strayPanes(panes: readonly TmuxPane[], project: string, git: GitObserved): TmuxPane[] {
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

/**
 * Of those whose worktree is in none of git's admin directories any more. Only told: a project's mark is made from a
 * path, so that a window with it may be of a repository that lay here before, and was moved with all its worktrees.
 */
export function strayNotices({ projectId, git, tmux }: Observed): Notice[] {
  if (!git.asked || !tmux.asked) return [];
  const ours = new Set<string | null>(git.value.ours.map(({ stamp }) => stamp.id));
  const stray = strayPanes(tmux.value?.panes ?? [], projectId, git.value);
  return stray
    .filter(({ worktreeId }) => !ours.has(worktreeId))
    .map(({ task, window }) => ({
      kind: 'warning',
      task: parseTaskName(task) ?? undefined,
      message: `the window ${window} of that name is of no worktree of this repository: look at it; if that worktree is gone, \`tmux kill-window -t '${window}'\` closes it`,
    }));
}
