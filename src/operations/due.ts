/**
 * What decides whether an operation is due for a task of the file, kind by kind in the order of their table. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import type { TaskName } from '../ids.ts';
import type { GitSnapshot, OurWorktree } from '../snapshot/snapshot.ts';
import type { TaskView } from '../snapshot/view.ts';
import type { TmuxPane, TmuxServer } from '../tmux/panes.ts';
import type { Common } from './common.ts';

/** The task has its turn in the queue. */
export interface Admission {
  /** Tasks before it that can't begin. */
  readonly barred: readonly TaskName[];
}

export interface Subject {
  readonly task: DesiredTask;
  readonly view: TaskView;
  /** As in the view: git has answered. */
  readonly worktree: OurWorktree | null;
  readonly git: GitSnapshot;
  /** The tmux server; null: none runs, or it could not be asked. */
  readonly server: TmuxServer | null;
  /** Windows with the project's mark that belong to no worktree. */
  readonly strays: readonly TmuxPane[];
  /** The user named the task. */
  readonly isNamed: boolean;
  /** It is made anew although it has an archive. */
  readonly fresh: boolean;
  /** Windows that were closed by hand, and agents whose launcher failed, are opened again. */
  readonly reopens: boolean;
  /** The watcher looks, and does what is due by itself. */
  readonly unattended: boolean;
  /** When all this was seen, Unix time in seconds. */
  readonly now: number;
  /** How it is looked at again whether it is the task's turn to begin; null: it may at any time. */
  readonly admission: Admission | null;
  /** What comes before it in the same plan, for the same task. */
  readonly before: readonly Common[];
}

/** Why an operation that is due can't be: nothing of what would come after it is done either. */
export interface Hindrance {
  readonly hindered: 'conflict' | 'failed';
  /** One sentence that names the next step. */
  readonly message: string;
}

/** Null: it is not due. */
export type Due<O extends Common> = O | Hindrance | null;

export function conflict(message: string): Hindrance {
  return { hindered: 'conflict', message };
}

export function failed(message: string): Hindrance {
  return { hindered: 'failed', message };
}

/** What the operation comes after: the last one before it. */
export function last({ before }: Subject): Common | undefined {
  return before.at(-1);
}

/** The archive that the task gets back where it has no worktree; null: it has none, or begins anew. */
export function returningOf({ view, worktree, fresh }: Subject): OurWorktree | null {
  return worktree !== null || view.making !== null || fresh ? null : (view.archives[0] ?? null);
}

export interface Ground {
  readonly worktree: OurWorktree;
  readonly path: string;
}

/** The worktree that the task has once what comes before is done, where none is to be made; null: it has none by then. */
export function groundOf(subject: Subject): Ground | null {
  const { task, before } = subject;
  const worktree = subject.worktree ?? returningOf(subject);
  if (worktree === null) return null;
  const { archive } = worktree.stamp;
  if (archive === null) return worktree.path === null ? null : { worktree, path: worktree.path };
  if (!before.some(({ kind }) => kind === 'restore-worktree')) return null;
  return { worktree, path: archive.step === 'restoring' ? archive.from : task.worktree };
}
