/**
 * What a look may have caught in the midst of a change: git's side and tmux's are read one after the other. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import { isUnread } from '../../git/listed-head.ts';
import type { TaskName } from '../../ids.ts';
import { strayNotices } from '../../plan/stray.ts';
import type { JoinedTask } from '../../snapshot/joined.ts';
import { orNull } from '../../snapshot/known.ts';
import { restoreRefusal } from '../../snapshot/refused/restore-refusal.ts';
import type { GitSnapshot, OurWorktree, Snapshot } from '../../snapshot/snapshot.ts';
import { isUndelivered } from '../../snapshot/state.ts';
import type { TaskWindow } from '../../snapshot/windows.ts';

/** An agent without a window that is perhaps about to end: its window was closed, or its server killed. */
function isEnding({ unseen }: JoinedTask): boolean {
  return orNull(unseen)?.isEnding === true;
}

function isPromptInDoubt(worktree: OurWorktree, window: TaskWindow | null): boolean {
  return worktree.stamp.archive === null && isUndelivered(worktree, window?.dead ?? true);
}

/** Its launcher is dead, and has not said that its agent ended: as while a window is being closed. */
function isCutOff(worktree: OurWorktree, window: TaskWindow | null): boolean {
  return window?.dead === true && !['exited', 'failed'].includes(worktree.launcher?.state ?? '');
}

/** Its worktree is perhaps just being made there, or has just left: git's list is older than the stamps. */
function isTakenPlace({ worktree }: DesiredTask, { occupied, listed }: GitSnapshot): boolean {
  return occupied.includes(worktree) || listed.some(({ path }) => path === worktree);
}

/** It was just being made when git listed the worktrees. */
function isListedHalfMade({ listed }: OurWorktree): boolean {
  return listed !== null && isUnread(listed);
}

/** It could not be brought back as it is: so it seems in the midst of that too. */
function isReturnRefused(archived: OurWorktree | undefined, git: GitSnapshot): boolean {
  return archived !== undefined && restoreRefusal(archived, git) !== null;
}

/** Whether a second look may well show something else: a worktree or a window that was just being made or closed. */
function isDoubtful(task: JoinedTask, { git }: Pick<Snapshot, 'git'>): boolean {
  const { desired, worktree, window } = task;
  if (!worktree.known || !git.known) return false;
  if (worktree.value === null) {
    if (desired === null || desired.paused) return false;
    return isTakenPlace(desired, git.value) || isReturnRefused(task.archives[0], git.value);
  }
  const there = worktree.value;
  if (isListedHalfMade(there)) return true;
  if (!window.known) return false;
  if (there.stamp.archive?.step === 'restoring' && isReturnRefused(there, git.value)) return true;
  return isEnding(task) || isCutOff(there, window.value) || isPromptInDoubt(there, window.value);
}

/** A task of which a second look may well show something else. */
export interface Doubt {
  readonly task: TaskName;
  /** Its agent runs without a window: it needs nobody to end. */
  readonly isEnding: boolean;
}

/** `views`: those that are meant. */
export function doubtsOf(views: readonly JoinedTask[], observed: Snapshot): Doubt[] {
  const unsure = views
    .filter((view) => isDoubtful(view, observed))
    .map((view) => ({ task: view.name, isEnding: isEnding(view) }));
  // A window whose worktree was not there yet when git's side was read.
  const strays = strayNotices(observed).flatMap(({ task }) => task ?? []);
  return [...unsure, ...strays.map((task) => ({ task, isEnding: false }))];
}
