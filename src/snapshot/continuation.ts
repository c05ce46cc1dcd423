/**
 * When an agent that met a limit is to go on. Pure.
 */
import type { Attempts } from '../records/attempts.ts';
import { continuationsOf } from '../records/messages.ts';
import type { Turns } from '../records/turns.ts';

/** Continuations after limits without a turn that ended well; then something else is wrong. */
const MOST_CONTINUATIONS = 12;
/** Where the agent did not say when its limit is over: twice as long each time. */
const FIRST_SECONDS = 300;
const MOST_SECONDS = 3600;
/** Tasks of one limit do not all go on at the same moment. */
const JITTER_SECONDS = 60;

/** Unix times in seconds; `until`: null: it did not say when. */
interface Limit {
  readonly since: number;
  readonly until: number | null;
}

/** Between 0 and 1, by the worktree: the same at each look. */
function shareOf(id: string): number {
  const sum = [...id].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 1009, 7);
  return sum / 1009;
}

/** Why nothing more is sent, a sentence; null: it may go on. */
export function whyWornOut(attempts: Attempts, turns: Turns | null): string | null {
  const count = continuationsOf(attempts, turns);
  if (count < MOST_CONTINUATIONS) return null;
  return `met its limit again after ${count} continuations without a finished turn`;
}

/**
 * Unix time in whole seconds, perhaps past. `id`: of its worktree; `itselfSeconds`: how long it has to go on by itself, where
 * it does that when it said until when.
 */
export function goesOnAt(
  { since, until }: Limit,
  attempts: Attempts,
  turns: Turns | null,
  { id, itselfSeconds }: { readonly id: string; readonly itselfSeconds: number },
): number {
  const count = continuationsOf(attempts, turns);
  const begun = count === 0 ? since : Math.max(since, attempts.continuedAt ?? 0);
  const isKnown = until !== null && until > begun;
  const wait = isKnown ? until - begun : Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** count);
  const jitter = Math.min(JITTER_SECONDS, wait / 10) * shareOf(id);
  return Math.ceil(begun + wait + (isKnown ? itselfSeconds : 0) + jitter);
}
