/**
 * The resolved configuration: what the three files say together, every default filled in, every path
 * absolute. Pure; `load` makes it.
 */
import type { Agent } from '../agents/agent.ts';
import type { BranchName, TaskName } from '../ids.ts';
import type { HostData } from './keys/host-keys.ts';
import type { Fields } from './keys/key.ts';
import type { projectKeys, tmuxKeys, watchKeys } from './keys/project-keys.ts';
import type { taskKeys } from './keys/task-keys.ts';

/** The files of a project, absolute paths. */
export interface ConfigFiles {
  /** The project's file; it exists. */
  readonly project: string;
  /** `pane.config.local.yaml` beside it, whether it exists or not. */
  readonly local: string;
  /** `$XDG_CONFIG_HOME/pane/config.yaml`, whether it exists or not; null without HOME. */
  readonly user: string | null;
}

/** The texts of the files that hold tasks; null: no such file. */
export interface ConfigTexts {
  readonly project: string | null;
  readonly local: string | null;
  /** The texts of the prompt files that they name, by absolute path. */
  readonly prompts?: Readonly<Record<string, string>>;
}

/** A place in a file; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a task starts that another machine sent, as that one resolved it. Commits are full ids. */
export interface SentStart {
  /** What it is compared with; null: the branch of another task on this machine (`base: { task }`). */
  readonly base: string | null;
  /** What the branch of its name is at there; null: it has none. */
  readonly branch: string | null;
  /** What `base` was called there: the full name of a branch or tag, else an expression. */
  readonly name: string;
}

/** Beside its own fields those that come from the entries of keys alone. */
export interface TaskConfig extends Fields<typeof taskKeys> {
  readonly name: TaskName;
  /** Where the task stands: its first appearance in the file that holds it (local before project). */
  readonly position: Position;
  readonly agent: Agent;
  /** The whole prompt with `prompt_append`, exactly as the agent is to get it; null: none. */
  readonly prompt: string | null;
  /** Absolute path of `prompt_file`, to be watched; null where the prompt stands in the YAML. */
  readonly promptFile: string | null;
  readonly branch: BranchName;
  /** The base as written for the task or the project; null: the repository's default. */
  readonly base: string | null;
  /** The task whose branch the new one starts from, as `base: { task: NAME }` says; `base` is null then. */
  readonly baseTask: string | null;
  /** Absent: it is resolved on this machine. */
  readonly start?: SentStart;
  /** The project's `max_active`: how many tasks may be at work at once; null: there is no queue. */
  readonly maxActive: number | null;
  /** The project's `frees_after`. */
  readonly freesAfterMs: number;
  /** Absolute path of the worktree. */
  readonly worktree: string;
  /** The worktree's path was written for this task, so that it may lie outside `worktrees`. */
  readonly worktreeIsExplicit: boolean;
  /** The project's session, as the file names it: a window that was opened stays in the one of its time. */
  readonly session: string;
}

/** What belongs to one host: everything that its own `pane` needs to know of the file. */
export interface HostPart {
  /** Its entry of `hosts`. */
  readonly name: string;
  readonly address: HostData;
  /** In the order of the file. Their paths are as they would be here. */
  readonly tasks: readonly TaskConfig[];
  /** Its file there, but for the project's name, which is the host's to know apart. */
  readonly content: HostContent;
}

export interface HostContent {
  readonly tasks: readonly HostEntry[];
  readonly [key: string]: unknown;
}

/** A task with the keys of the file, complete in itself. */
export type HostEntry = { readonly name: string } & Readonly<Record<string, unknown>>;

/** Likewise. */
export interface Config
  extends Fields<typeof projectKeys>,
    Fields<typeof tmuxKeys>,
    Fields<typeof watchKeys> {
  readonly files: ConfigFiles;
  /** The files as they were read: what is decided from a configuration is decided from these texts. */
  readonly texts: ConfigTexts;
  readonly project: string;
  /** Absolute path of the folder of the worktrees. */
  readonly worktrees: string;
  readonly socket: string | null;
  /** The session's name as tmux will take it (sanitised to `[A-Za-z0-9_-]`, at most 40). */
  readonly session: string;
  /** The file says `tmux.session`: there is no other name for it. */
  readonly sessionIsFixed: boolean;
  /** Those of this machine. */
  readonly tasks: readonly TaskConfig[];
  /** Those of each host that has some, in the order of `hosts`. */
  readonly elsewhere: readonly HostPart[];
  /** A task that says nothing but its name, where the file has no task yet; null where it has. */
  readonly example: TaskConfig | null;
  /** The user's name on hosts that have none of their own: the login name, as a part of names. */
  readonly user: string;
}

/** Of all machines. */
export function allTasks({ tasks, elsewhere }: Pick<Config, 'tasks' | 'elsewhere'>): readonly TaskConfig[] {
  return [...tasks, ...elsewhere.flatMap((part) => part.tasks)];
}

/** The tasks of other machines, with the host of each. */
export function hostsOfTasks({ elsewhere }: Pick<Config, 'elsewhere'>): ReadonlyMap<string, string> {
  return new Map(elsewhere.flatMap((part) => part.tasks.map(({ name }) => [name, part.name])));
}
