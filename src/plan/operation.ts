/**
 * The operations: plain data, a closed union. One operation does one thing; `plan` makes them, `apply`
 * carries them out, everything else prints them.
 */
import type { TaskConfig } from '../config/config.ts';
import type { BranchName, TaskName, WindowId, WorktreeId } from '../ids.ts';
import type { Beginning } from '../snapshot/branch-start.ts';

interface Common {
  /** Unique in its plan and stable from plan to plan: `<kind>:<task>`. */
  readonly id: string;
  readonly task: TaskName;
  /** Why, in a few words for the user: "new task", "taken out of the file". */
  readonly cause: string;
  /** Ids of the operations that must be done before. */
  readonly after: readonly string[];
}

/** Makes branch (where there is none) and worktree, or finishes one that was begun. */
export interface CreateWorktree extends Common {
  readonly kind: 'create-worktree';
  readonly desired: TaskConfig;
  readonly branch: BranchName;
  readonly from: Beginning;
  readonly path: string;
}

/** Brings an archived worktree back to `path`. */
export interface RestoreWorktree extends Common {
  readonly kind: 'restore-worktree';
  readonly worktreeId: WorktreeId;
  readonly path: string;
}

/** Brings the main worktree's ignored files along: `copy` and `link`. */
export interface CopyFiles extends Common {
  readonly kind: 'copy-files';
  readonly desired: TaskConfig;
  readonly path: string;
}

/** Opens the task's window, or starts the launcher anew in a window whose launcher failed. */
export interface OpenWindow extends Common {
  readonly kind: 'open-window';
  readonly desired: TaskConfig;
  readonly path: string;
  /** The window with the failed launcher that is to be closed first. */
  readonly replaces: WindowId | null;
}

export interface CloseWindow extends Common {
  readonly kind: 'close-window';
  readonly worktreeId: WorktreeId;
  /** The hash of the task that is to stay down until it changes; null: any `up` opens it again. */
  readonly hold: string | null;
  /** Also the panes that `pane` did not open. */
  readonly allPanes?: boolean;
}

/** Moves the worktree into `.archive`, or finishes such a move. */
export interface ArchiveWorktree extends Common {
  readonly kind: 'archive-worktree';
  readonly worktreeId: WorktreeId;
  readonly path: string;
  /** Takes back a restore that was cut off; where it has gone on since, nothing is done. */
  readonly cancelsRestore?: boolean;
  /** The hash of the task that is to stay in the archive until it changes or is named. */
  readonly hold?: string;
  /** Ends what runs in panes of its window that `pane` did not open, which else is a conflict. */
  readonly allPanes?: boolean;
}

/** Clears away a worktree in the making whose task has left the file: nothing was checked out in it yet. */
export interface ClearHalfMade extends Common {
  readonly kind: 'clear-half-made';
  readonly path: string;
}

export type Operation =
  | CreateWorktree
  | RestoreWorktree
  | CopyFiles
  | OpenWindow
  | CloseWindow
  | ArchiveWorktree
  | ClearHalfMade;

export type NoticeKind =
  | 'conflict' // something that is not ours is in the way; exit code 1
  | 'failed' // a task that needs the user: setup failed, prompt perhaps not delivered; exit code 1
  | 'untrusted' // commands that were not approved; exit code 4
  | 'timeout' // it was not waited for any longer; exit code 5
  | 'held' // would be done, but is held back, with the reason
  | 'drift' // the live thing differs from the file
  | 'unknown' // git or tmux could not be asked
  | 'busy' // another process is at work on the task at this moment
  | 'warning';

/** Something that the user should know and that no operation does. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly task?: TaskName | undefined;
  /** One sentence that names the next step. */
  readonly message: string;
}

export interface Plan {
  readonly operations: readonly Operation[];
  readonly notices: readonly Notice[];
}

export type SkipReason =
  | 'overtaken' // somebody else did it meanwhile: what was wanted is there
  | 'changed' // its precondition no longer held, and what was wanted is not there
  | 'blocked' // what it depends on did not succeed
  | 'interrupted';

export type Outcome =
  | { readonly outcome: 'done'; readonly warnings: readonly string[] }
  | { readonly outcome: 'failed'; readonly error: string; readonly hint: string | null }
  /** `error` says why: "changed: its worktree is gone", "create-worktree of login did not succeed". */
  | { readonly outcome: 'skipped'; readonly reason: SkipReason; readonly error: string };

/** Somebody else did it meanwhile: it counts as done, and whoever did it told of it. */
export function isOvertaken(outcome: Outcome): boolean {
  return outcome.outcome === 'skipped' && outcome.reason === 'overtaken';
}

export interface Result {
  readonly operation: Operation;
  readonly result: Outcome;
}

export interface Report {
  readonly results: readonly Result[];
  readonly notices: readonly Notice[];
}
