/**
 * What the use-cases take and give: the surface that commands, the watcher and later front ends share.
 */
import type { Plan, Report } from '../plan/notice.ts';

/** How the project is found. */
export interface ProjectOptions {
  /** `-f FILE`, as given; undefined: `PANE_CONFIG`, else discovered. */
  readonly file?: string | undefined;
}

export interface UpOptions extends ProjectOptions {
  /** Empty: all. */
  readonly tasks: readonly string[];
  readonly once: boolean;
  readonly fresh: boolean;
  readonly trust: boolean;
  readonly yes: boolean;
  /** Seconds to wait until every agent has started; null: don't wait. */
  readonly waitSeconds: number | null;
}

export interface UpResult {
  readonly project: string;
  /** The tmux session of its windows. */
  readonly session: string;
  /** What is well to know, a sentence each: another project has the session that the file names, and the like. */
  readonly notes: readonly string[];
  readonly report: Report;
  readonly watcher: 'started' | 'running' | 'off';
  /** The shell command that attaches to the session; null where no window of ours is. */
  readonly attach: string | null;
  /** The file has no tasks. */
  readonly isEmpty: boolean;
}

export interface PlanResult {
  readonly project: string;
  readonly plan: Plan;
  /** Bytes that `copy-files` would copy, by operation id; null where it was not measured. */
  readonly copyBytes: ReadonlyMap<string, number>;
}

export interface AddOptions extends ProjectOptions {
  readonly prompt: string | null;
  readonly name: string | null;
  readonly agent: string | null;
  readonly base: string | null;
  readonly branch: string | null;
  readonly promptFile: string | null;
  readonly trust: boolean;
}

export interface RestoreOptions extends ProjectOptions {
  /** `TASK` or `TASK@ID`. */
  readonly target: string;
  readonly detach: boolean;
  readonly ontoBranch: string | null;
  /** Brings it up afterwards. */
  readonly up: boolean;
}
