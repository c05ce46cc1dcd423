/**
 * What the commands that say themselves what is to be done come to for one task: `archive`, `down`, `restart`. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import { type ArchiveParts, archiveWorktree } from '../operations/archive-worktree/operation.ts';
import { closeWindow } from '../operations/close-window/operation.ts';
import type { Operation } from '../operations/kinds.ts';
import { openWindow } from '../operations/open-window/operation.ts';
import { orNull } from '../snapshot/known.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import type { TaskView } from '../snapshot/view.ts';

export interface DownOptions {
  /** The user named the task: it stays down, or in the archive, until its entry changes. */
  readonly isNamed: boolean;
  /** Closes the panes that the user opened in its window too. */
  readonly allPanes: boolean;
}

/** Nothing where it has no worktree. */
export function planArchive(view: TaskView, cause: string, parts: Omit<ArchiveParts, 'path'>): Operation[] {
  const worktree = orNull(view.worktree);
  if (worktree?.path == null) return [];
  return [archiveWorktree(view.name, worktree, { ...parts, path: worktree.path }, { cause })];
}

export function planDownToArchive(view: TaskView, { isNamed, allPanes }: DownOptions): Operation[] {
  return planArchive(view, 'down --archive', { hold: isNamed ? hashOf(view) : null, allPanes });
}

/** Also where the agent runs without its window: it is ended, or the user is told where it is. */
export function planDown(view: TaskView, { isNamed, allPanes }: DownOptions): Operation[] {
  const worktree = orNull(view.worktree);
  if (worktree === null || worktree.stamp.archive !== null) return [];
  const { id: worktreeId, hold } = worktree.stamp;
  const isDown = hold?.reason === 'down' && hold.hash === hashOf(view);
  if (!runs(view) && (!isNamed || isDown)) return [];
  const parts = { worktreeId, hold: isNamed ? hashOf(view) : null, allPanes };
  return [closeWindow(view.name, parts, { cause: 'down' })];
}

/** A task whose agent can be started again. */
export interface Startable {
  readonly task: DesiredTask;
  readonly view: TaskView;
  readonly worktree: OurWorktree;
}

/** `again`: with its prompt as the next turn. */
export function planRestart({ task, view, worktree }: Startable, again: boolean): Operation[] {
  const cause = 'restart';
  const { id: worktreeId } = worktree.stamp;
  const close = runs(view) ? closeWindow(task.name, { worktreeId }, { cause }) : undefined;
  const open = openWindow(task, { worktree, again }, { cause, after: close });
  return close === undefined ? [open] : [close, open];
}

function hashOf({ desired }: TaskView): string | null {
  return desired?.hash ?? null;
}

function runs({ window, unseen, worktree }: TaskView): boolean {
  return orNull(window) !== null || orNull(unseen) !== null || orNull(worktree)?.checker === 'alive';
}
