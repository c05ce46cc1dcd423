/**
 * Windows of ours that are left when their worktree is gone. Pure.
 */

import { parseTaskName } from '../ids.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { strayPanes } from '../snapshot/stray-panes.ts';
import type { Notice } from './notice.ts';

/**
 * Of those whose worktree is in none of git's admin directories any more. Only told: a project's mark is made from a
 * path, so that a window with it may be of a repository that lay here before, and was moved with all its worktrees.
 */
export function strayNotices({ projectId, git, tmux }: Snapshot): Notice[] {
  if (!git.known || !tmux.known) return [];
  const ours = new Set<string | null>(git.value.ours.map(({ stamp }) => stamp.id));
  const stray = strayPanes(tmux.value?.panes ?? [], projectId, git.value);
  return stray
    .filter(({ worktreeId }) => !ours.has(worktreeId))
    .map(({ task, window }) => ({
      kind: 'warning',
      task: parseTaskName(task) ?? undefined,
      message: `the window ${window} of that name belongs to no worktree of this repository: check it; if its worktree is gone, \`tmux kill-window -t '${window}'\` closes it`,
    }));
}
