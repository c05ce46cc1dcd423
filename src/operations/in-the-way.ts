/**
 * What keeps a task's worktree from coming to its place, whether it is made or comes back. Pure.
 */

import { leftoverOf } from '../snapshot/leftover.ts';
import { unreadableRecordOf } from '../snapshot/read/unreadable-record.ts';
import { registrationAt } from '../snapshot/refused/in-the-way.ts';
import { unreadableStampOf } from '../snapshot/unreadable-stamp.ts';
import { conflict, type Hindrance, type Subject } from './due.ts';

/** Null: nothing does. */
export function inTheWay({ task, view, git, strays }: Subject): Hindrance | null {
  const unknown =
    unreadableStampOf(task, git) ?? unreadableRecordOf(task, git) ?? leftoverOf(task, git, strays);
  if (unknown !== null) return conflict(unknown);
  if (view.making !== null && view.making.path === task.worktree) return null; // what lies there is its beginning
  if (git.occupied.includes(task.worktree)) {
    return conflict(
      `${task.worktree} is in the way, and pane did not make it: move it away, or set another \`worktree:\``,
    );
  }
  const registration = registrationAt(task.worktree, git.listed);
  return registration === null ? null : conflict(registration);
}
