/**
 * What is there, as git, tmux and the stamps tell it. Plain data that JSON can hold: nothing is read
 * once it was observed. Pure.
 */
import type { StateFile } from '../agents/launcher-files.ts';
import type { ScreenLook } from '../agents/screen.ts';
import type { LineCount } from '../git/changes.ts';
import type { BranchHolder } from '../git/holders.ts';
import type { InProgress } from '../git/in-progress.ts';
import type { Ref } from '../git/refs.ts';
import type { ListedWorktree } from '../git/worktrees.ts';
import type { PaneId, ProjectId, TaskName, WorktreeId } from '../ids.ts';
import type { Liveness } from '../process/identity.ts';
import type { Attempts } from '../records/attempts.ts';
import type { MakingRecord, Stamp, UnreadableRecord } from '../records/stamp.ts';
import type { Turns } from '../records/turns.ts';
import type { TmuxPane, TmuxServer } from '../tmux/panes.ts';
import type { TaskJob } from './job.ts';
import type { Known } from './known.ts';
import type { Part } from './request.ts';

/** Whose a claim is by now. */
export interface Holder {
  /** The launcher, or its agent where that outlived it. */
  readonly pid: number;
  readonly liveness: Liveness;
  /** Of the tmux server that the launcher's window was on. */
  readonly serverIsAlive: boolean;
}

/** The launcher's claim on a worktree. */
export interface Claim {
  /** Process of the launcher: the first of its pane. */
  readonly launcher: number;
  readonly host: string;
  /** The tmux server that the launcher's window was on. */
  readonly serverPid: number;
  readonly socket: string;
  readonly pane: string;
  readonly holder: Part<Holder>;
}

/**
 * By SHA-256 of the prompt: `started`, an agent began with it here; `claimed`, one was about to, and perhaps did;
 * `typing`, a process that lives is about to type it in.
 */
export type Prompts = Readonly<Record<string, 'claimed' | 'typing' | 'started'>>;

export interface OurWorktree {
  readonly admin: string;
  readonly stamp: Stamp;
  /** Where it lies: a directory whose `.git` names the admin directory. Null: it is not known to be anywhere. */
  readonly path: string | null;
  /** Where `path` is null: a directory in its place whose `.git` leads elsewhere, or nowhere. */
  readonly unlinked: string | null;
  readonly listed: ListedWorktree | null;
  readonly claim: Claim | null;
  readonly launcher: StateFile | null;
  /** Of Slurm's, that its window shows, or showed; absent: it runs here. */
  readonly job?: TaskJob;
  readonly prompts: Part<Prompts>;
  /** What an agent of a former launch asked and nobody answered; null: nothing. */
  readonly unanswered: Part<{ readonly question: string } | null>;
  /** Of its agent; null: none was told of yet. */
  readonly turns: Part<Turns | null>;
  /** What `pane` did by itself for it; null: nothing yet. */
  readonly attempts: Part<Attempts | null>;
  /** The process of `attempts.checking`, as it is now; null: nothing is being checked. */
  readonly checker: Part<Liveness | null>;
  /** Why its prompt can't be typed in, as the last try came to; null: it can, or was not tried. */
  readonly untyped: Part<{ readonly reason: string } | null>;
  /** Null: no agent began one here. `id`: null where it is not known. */
  readonly conversation: Part<{ readonly id: string | null } | null>;
  /** What keeps HEAD detached; null: nothing. */
  readonly inProgress: Part<InProgress | null>;
}

/** Another config file that has live worktrees in this repository under this project's name. */
export interface Namesake {
  /** Relative to the main worktree; absolute in a bare repository. */
  readonly config: string;
  /** False: it was renamed, or removed. */
  readonly isThere: boolean;
}

/** A worktree whose stamp is damaged, or of a newer version. */
export interface UnreadableStamp {
  /** The stamp. */
  readonly file: string;
  readonly isNewer: boolean;
  readonly worktree: string;
  readonly claim: Claim | null;
}

/** A process that works for a worktree. */
export interface Carrier {
  readonly pid: number;
  readonly name: string;
}

export interface GitSnapshot {
  readonly listed: readonly ListedWorktree[];
  readonly ours: readonly OurWorktree[];
  readonly making: readonly MakingRecord[];
  readonly unreadableMaking: readonly UnreadableRecord[];
  readonly namesakes: readonly Namesake[];
  /** Of the paths where a worktree is wanted and none of ours is: those where something lies. */
  readonly occupied: readonly string[];
  /** Of any project in this repository. */
  readonly unreadable: readonly UnreadableStamp[];
  /** By the path of a worktree that is wanted and not there: what still runs for a former one. Only known on Linux. */
  readonly leftovers: Readonly<Record<string, readonly Carrier[]>>;
  /** Asked only when a worktree is to be made, as the next two are. */
  readonly refs: readonly Ref[];
  /** Who holds which branch. */
  readonly holders: readonly BranchHolder[];
  /** Bases, as the file has them, that name no commit. */
  readonly missingBases: readonly string[];
}

export interface BusyTask {
  readonly task: TaskName;
  readonly pid: number;
}

/** By the agent's pane; a pane that is not in it shows nothing that could be read. */
export type Screens = Readonly<Record<PaneId, ScreenLook>>;

/**
 * By name: whether all is committed in the worktree of a task on whose branch another one is to start. Asked only where
 * nothing else keeps that one waiting.
 */
export type Bases = Readonly<Record<string, 'committed' | 'changed' | 'unknown'>>;

/** How far a worktree is from where its task started. */
export interface Changes {
  /** The task's commits. */
  readonly ahead: number;
  /** The base was a branch or tag, which is deleted or renamed. */
  readonly baseGone: boolean;
  /** Changed and untracked files. */
  readonly dirty: number;
  readonly lines: LineCount;
  /** As the last check left it, where that was green; true where there was none. */
  readonly isAsChecked: boolean;
}

export interface Snapshot {
  readonly projectId: ProjectId;
  readonly socket: string;
  readonly git: Known<GitSnapshot>;
  /** Value null: no server runs on the socket. */
  readonly tmux: Known<TmuxServer | null>;
  readonly screens: Part<Screens>;
  readonly bases: Bases;
  /** Of worktrees that have their files. */
  readonly changes: Part<Readonly<Record<WorktreeId, Known<Changes>>>>;
  /** When all this was so, Unix time in seconds. */
  readonly now: number;
  /** The tasks that were seen in the midst of a change, and the process that is at work on each. */
  readonly busy: readonly BusyTask[];
}

/** Of any task; none also where git could not be asked. */
export function oursIn({ git }: Pick<Snapshot, 'git'>): readonly OurWorktree[] {
  return git.known ? git.value.ours : [];
}

/** Of any project; none also where tmux could not be asked. */
export function panesIn({ tmux }: Pick<Snapshot, 'tmux'>): readonly TmuxPane[] {
  return tmux.known ? (tmux.value?.panes ?? []) : [];
}
