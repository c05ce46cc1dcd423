/**
 * Stamps that can't be read: whose worktree it is, and which window belongs to it, can't be known then. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import type { GitObserved, UnreadableStamp } from '../snapshot/observed.ts';
import type { Notice } from './notice.ts';

function explain({ file, isNewer, worktree }: UnreadableStamp): string {
  return isNewer
    ? `its stamp ${file} was written by a newer \`pane\`: use that version`
    : `its stamp ${file} is damaged: put it back from a backup; without one, end the agent, take what you need from ${worktree}, then \`git worktree remove --force ${worktree}\``;
}

/** Why nothing is known of the task's worktree, a sentence with the way out; null: its stamp can be read, or it has none. */
export function unreadableStampOf(task: Pick<DesiredTask, 'worktree'>, git: GitObserved): string | null {
  const found = git.unreadable.find(({ worktree }) => worktree === task.worktree);
  return found === undefined ? null : explain(found);
}

/** Of worktrees that no task of the file is at. */
export function otherUnreadableStamps(desired: readonly DesiredTask[], git: GitObserved): Notice[] {
  const places = new Set(desired.map(({ worktree }) => worktree));
  return git.unreadable
    .filter(({ worktree }) => !places.has(worktree))
    .map((stamp) => ({ kind: 'warning', message: `${stamp.worktree}: ${explain(stamp)}` }));
}

/** Of worktrees that these tasks are at. */
export function unreadableStamps(tasks: readonly DesiredTask[], git: GitObserved): Notice[] {
  return tasks.flatMap((task) => {
    const message = unreadableStampOf(task, git);
    return message === null ? [] : [{ kind: 'conflict', task: task.name, message }];
  });
}
