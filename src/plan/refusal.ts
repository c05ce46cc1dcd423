/**
 * Which notices say that a task's worktree can't be made or brought back. Pure.
 */

import type { TaskName } from '../ids.ts';
import { orNull } from '../snapshot/known.ts';
import type { Refusal } from '../snapshot/state.ts';
import type { TaskView } from '../snapshot/view.ts';
import { type Notice, type NoticeKind, type Plan, tasksTold } from './notice.ts';

/** What a worktree that is there failed in, its own state tells. */
export function isRefusal({ kind, task }: Notice, view: TaskView): boolean {
  const isThere = orNull(view.worktree)?.stamp.archive === null;
  return task === view.name && (kind === 'conflict' || (kind === 'failed' && !isThere));
}

const BARRING: readonly NoticeKind[] = ['conflict', 'failed', 'held', 'untrusted'];

/** The tasks that are not in the queue: those that can't begin, and those that begin because they were `named`. */
export function barredBy(
  { operations, notices }: Plan,
  named: ReadonlySet<TaskName> | null = null,
): ReadonlySet<TaskName> {
  // What only is not approved yet has its place, unless others were let pass for it.
  const placed = new Set([...operations.map(({ task }) => task), ...tasksTold(notices, 'queued')]);
  const barred = tasksTold(notices, ...BARRING).filter((task) => !placed.has(task));
  return new Set([...barred, ...(named ?? [])]);
}

/** Null: nothing is in its way. */
export function refusalOf(view: TaskView, notices: readonly Notice[]): Refusal | null {
  const found = notices.find((notice) => isRefusal(notice, view));
  if (found === undefined) return null;
  return { kind: found.kind === 'conflict' ? 'conflict' : 'failed', message: found.message };
}
