/**
 * What every operation is, and what its kind says of itself without being carried out: `plan`, the approval, progress,
 * reports and JSON read that from the table in `kinds.ts`. Pure.
 */
import type { TaskName } from '../ids.ts';
import type { ApplyContext } from './apply-context.ts';

/** One operation does one thing for one task. Plain data. */
export interface Common<K extends string = string> {
  /** Unique in its plan and stable from plan to plan: `<kind>:<task>`. */
  readonly id: string;
  readonly kind: K;
  readonly task: TaskName;
  /** Why, in a few words for the user: "new task", "taken out of the file". */
  readonly cause: string;
  /** Ids of the operations of the same task that must be done before. */
  readonly after: readonly string[];
}

/** What its builder is told of every operation. */
export interface Reason {
  readonly cause: string;
  /** The operation of the same task that must be done before; none by default. */
  readonly after?: Common | undefined;
}

export function common<K extends string>(kind: K, task: TaskName, { cause, after }: Reason): Common<K> {
  return { id: `${kind}:${task}`, kind, task, cause, after: after === undefined ? [] : [after.id] };
}

export interface Definition<O extends Common> {
  readonly kind: O['kind'];
  /**
   * It uses what the file says, be it a place alone, so that the user must have approved the task's commands. What
   * archives or closes needs no approval.
   */
  readonly needsApproval: boolean;
  /** With the task's name behind it: `opening the window of`. */
  readonly doing: string;
  /** With the task's name behind it: `opened the window of`. */
  readonly done: string;
  /** In the summary; `count('window')` is `2 windows`: `2 windows opened`. */
  readonly counted: (count: (noun: string) => string) => string;
  /** Where it happens, as far as the cause does not say it; empty: nothing to add. */
  readonly detail: (operation: O) => string;
  /** It takes a worktree from its place, so that its branch and its path are free for others. */
  readonly makesRoom?: true;
  /** It is carried out also where its task's lock can't be written, as on a full disk. */
  readonly needsNoLock?: true;
}

/**
 * Looks at its precondition again, under the task's lock, then does what the operation says. Returns what the user
 * should know.
 * @throws {Changed} where the precondition no longer holds
 * @throws {Overtaken} where somebody else has done it
 */
export type Effect<O extends Common> = (context: ApplyContext, operation: O) => Promise<string[]>;
