/**
 * What an operation's kind says of itself without being carried out: `plan`, the approval, progress, reports and JSON
 * read that from the table in `kinds.ts`. Pure.
 */
import type { ApplyContext } from './apply-context.ts';
import type { Common } from './common.ts';
import type { Due, Subject } from './due.ts';

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
  /** Whether it is due for a task of the file; what is due of kinds above it in the table comes before. */
  readonly due: (subject: Subject) => Due<O>;
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
