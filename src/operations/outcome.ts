/**
 * What came of an operation. Pure.
 */
import type { Operation } from './kinds.ts';

export const skipReasons = [
  'overtaken', // somebody else did it meanwhile: what was wanted is there
  'changed', // its precondition no longer held, and what was wanted is not there
  'queued', // it is not the task's turn any more
  'blocked', // what it depends on did not succeed
  'interrupted',
] as const;
export type SkipReason = (typeof skipReasons)[number];

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
