/**
 * Stamps that can't be read: whose worktree it is, and which window belongs to it, can't be known then. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import type { GitSnapshot, UnreadableStamp } from './snapshot.ts';

/** With the way out. */
export function explainUnreadable({ file, isNewer, worktree }: UnreadableStamp): string {
  return isNewer
    ? `its stamp ${file} was written by a newer \`pane\`: use that version`
    : `its stamp ${file} is damaged: restore it from a backup; without one, end the agent, save what you need from ${worktree}, then run \`git worktree remove --force ${worktree}\``;
}

/** Why nothing is known of the task's worktree, a sentence with the way out; null: its stamp can be read, or it has none. */
export function unreadableStampOf(task: Pick<DesiredTask, 'worktree'>, git: GitSnapshot): string | null {
  const found = git.unreadable.find(({ worktree }) => worktree === task.worktree);
  return found === undefined ? null : explainUnreadable(found);
}
