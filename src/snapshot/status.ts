/**
 * What `status` tells of a project: the shape of `status --json`, filled in by `engine/status/status`. Pure.
 */
import type { ToldFields } from '../config/keys/task-keys.ts';
import type { LineCount } from '../git/changes.ts';

export const taskStates = [
  'pending', // not made yet
  'queued', // not made yet: it waits for its turn, as `message` says
  'setup',
  'failed', // with `message`
  'starting',
  'running', // an agent that tells no more
  'working',
  'waiting', // for the user; `message` says for what
  'limited', // its vendor's limit or servers keep it from working; `until`, if the agent said when
  'stuck', // its turn failed, or its work does not get good: with `message`; it runs, and takes input
  'idle', // its turn is over
  'verifying', // its turn is over, and its work is being checked
  'verified', // its work was checked and is good
  'exited', // with `exitCode`
  'stopped', // a worktree without a window
  'paused',
  'conflict',
  'unknown', // could not be asked
] as const;
export type TaskState = (typeof taskStates)[number];

/** A task that waits for its turn. */
export interface QueueStatus {
  /** 1: it starts next. */
  readonly place: number;
  readonly reason: string;
  /** Tasks that it waits for, by `after` or `base`. */
  readonly blockedBy: readonly string[];
}

export interface VerifyStatus {
  readonly outcome: 'green' | 'red' | 'unchanged' | 'fault';
  /** ISO 8601. */
  readonly at: string;
  /** Of the command that failed; null: none did, or it was ended at its time limit. */
  readonly exitCode: number | null;
  /** How many messages on failed checks the agent got since the user did something, of how many. */
  readonly sent: number;
  readonly retries: number;
  /** How long it took. */
  readonly seconds: number;
  /** It changed files itself. */
  readonly changed: boolean;
}

export interface TaskStatus extends ToldFields {
  readonly name: string;
  readonly state: TaskState;
  /** Where the state comes from: the agent's own event, its screen, or the process; null where nothing runs. */
  readonly source: 'event' | 'screen' | 'process' | null;
  /** ISO 8601, null if not known. */
  readonly since: string | null;
  readonly message: string | null;
  /** What was seen on the screen and by which rule; null without `--long`, or where nothing was. */
  readonly seen: string | null;
  readonly agent: string | null;
  readonly exitCode: number | null;
  /** When its limit is over, as the agent said: ISO 8601; null: it did not, or there is none. */
  readonly until: string | null;
  /** Why it is `queued`; null: it is not. */
  readonly queue: QueueStatus | null;
  /** The last check of its work; null: it was never checked. */
  readonly verify: VerifyStatus | null;
  /** How many turns of its agent ended well since its worktree was made; null: none was told of yet. */
  readonly turns: number | null;
  /** The one that is checked out, or that a rebase or bisect began on; null where HEAD is detached. */
  readonly branch: string | null;
  /** What keeps HEAD off its branch. */
  readonly inProgress: 'rebase' | 'bisect' | null;
  readonly base: string | null;
  readonly worktree: string;
  readonly window: string | null;
  readonly pane: string | null;
  readonly ports: Readonly<Record<string, number>>;
  /** The base was a branch or tag, which is deleted or renamed; null without `--long`. */
  readonly baseGone: boolean | null;
  /** The task's commits: since it started, and without what its base has by now or had once; null without `--long`. */
  readonly ahead: number | null;
  /** Changed and untracked files; null without `--long`. */
  readonly dirty: number | null;
  /** Lines changed since where these commits begin, committed or not, but for untracked files; null without `--long`. */
  readonly lines: LineCount | null;
  /** The concerns in which the live thing differs from the file: `prompt`, `agent`, `branch` … */
  readonly drift: readonly string[];
}

export interface ArchivedStatus {
  readonly task: string;
  readonly id: string;
  /** Null where HEAD was detached. */
  readonly branch: string | null;
  /** ISO 8601. */
  readonly archivedAt: string;
  readonly path: string;
  /** Absent: it is on this machine. */
  readonly host?: string;
}

/** Of a host that has tasks of the project. */
export interface HostStatus {
  readonly name: string;
  /** Whether a watcher runs there; null: it could not be asked. */
  readonly watches: boolean | null;
  /** Why it could not be asked; null: it could. */
  readonly error: string | null;
}

export interface ProjectStatus {
  readonly project: string;
  readonly session: string;
  /** As given to tmux: a name for `-L`, or a path for `-S`. */
  readonly socket: string;
  readonly file: string;
  readonly tasks: readonly TaskStatus[];
  /** Ours, but no longer in the file. */
  readonly orphans: readonly TaskStatus[];
  readonly archived: readonly ArchivedStatus[];
  readonly watcher: {
    readonly pid: number;
    readonly since: string;
    readonly holding: readonly string[];
  } | null;
  /** How many operations `up` would do. */
  readonly pending: number;
  readonly warnings: readonly string[];
  /** Absent: it has none. */
  readonly hosts?: readonly HostStatus[];
}

/** A project as the windows of a tmux server lead to it: what only git could tell is null. */
export interface MarkedProject extends Omit<ProjectStatus, 'file' | 'pending'> {
  /** Null: its windows do not lead to it, and nothing but them is known. */
  readonly file: string | null;
  /** Root of the main worktree; null in a bare repository, and where it is not known. */
  readonly root: string | null;
  readonly pending: null;
}

/** `status --all --json`. */
export interface ServerStatus {
  readonly socket: string;
  readonly projects: readonly MarkedProject[];
}
