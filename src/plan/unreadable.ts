/**
 * What is told of stamps and records that can't be read. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import { explainRecord } from '../snapshot/read/unreadable-record.ts';
import type { GitSnapshot } from '../snapshot/snapshot.ts';
import { explainUnreadable, unreadableStampOf } from '../snapshot/unreadable-stamp.ts';
import type { Notice } from './notice.ts';

/** Of worktrees that no task of the file is at, and of tasks that the file has no more. */
export function otherUnreadable(desired: readonly DesiredTask[], git: GitSnapshot): Notice[] {
  const places = new Set(desired.map(({ worktree }) => worktree));
  const names = new Set(desired.map(({ name }) => name));
  const stamps = git.unreadable.filter(({ worktree }) => !places.has(worktree));
  const records = git.unreadableMaking.filter(({ task }) => !names.has(task));
  const messages = [
    ...stamps.map((stamp) => `${stamp.worktree}: ${explainUnreadable(stamp)}`),
    ...records.map((record) => `${record.task}: ${explainRecord(record, null)}`),
  ];
  return messages.map((message) => ({ kind: 'warning', message }));
}

/** Of worktrees that these tasks are at. */
export function unreadableStamps(tasks: readonly DesiredTask[], git: GitSnapshot): Notice[] {
  return tasks.flatMap((task) => {
    const message = unreadableStampOf(task, git);
    return message === null ? [] : [{ kind: 'conflict', task: task.name, message }];
  });
}
