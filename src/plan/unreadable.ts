/**
 * What is told of stamps that can't be read. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import type { GitObserved } from '../snapshot/observed.ts';
import { explainUnreadable, unreadableStampOf } from '../snapshot/unreadable-stamp.ts';
import type { Notice } from './notice.ts';

/** Of worktrees that no task of the file is at. */
export function otherUnreadableStamps(desired: readonly DesiredTask[], git: GitObserved): Notice[] {
  const places = new Set(desired.map(({ worktree }) => worktree));
  return git.unreadable
    .filter(({ worktree }) => !places.has(worktree))
    .map((stamp) => ({ kind: 'warning', message: `${stamp.worktree}: ${explainUnreadable(stamp)}` }));
}

/** Of worktrees that these tasks are at. */
export function unreadableStamps(tasks: readonly DesiredTask[], git: GitObserved): Notice[] {
  return tasks.flatMap((task) => {
    const message = unreadableStampOf(task, git);
    return message === null ? [] : [{ kind: 'conflict', task: task.name, message }];
  });
}
