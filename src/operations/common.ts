/**
 * What every operation is. Pure.
 */
import type { TaskName } from '../ids.ts';

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
