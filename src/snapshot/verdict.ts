/**
 * What a check comes to where nothing has to be run for it: the worktree is as it was at its start, or at the last check.
 * Pure.
 */
import type { Check } from '../records/attempts.ts';
import { isSameTrace, type Trace } from '../records/trace.ts';

export interface Beforehand {
  /** The last check; null: none was made. */
  readonly last: Check | null;
  /** Of `verify` as the file has it now. */
  readonly hash: string;
  /** How many turns have ended. */
  readonly turn: number;
  readonly now: Trace;
  readonly isAsAtStart: boolean;
}

/** Because the worktree has changed without a turn, and not because a turn is over. */
export function isMadeAgain({ last, hash, turn }: Pick<Beforehand, 'last' | 'hash' | 'turn'>): boolean {
  return last?.changedSince === true && last.hash === hash && last.turn === turn;
}

/** Null: what `verify` says is to be run. */
export function verdictBeforehand(before: Beforehand): Omit<Check, 'at'> | null {
  const { last, hash, turn, now, isAsAtStart } = before;
  const isAgain = isMadeAgain(before);
  if (isAsAtStart) {
    const nothing = { exitCode: null, command: null, said: '', seconds: 0, changed: false };
    const at = { turn, head: now.head, trace: now.content, hash };
    return {
      outcome: 'unchanged',
      ...nothing,
      ...at,
      isAgain,
      changedSince: false,
      tells: true,
      repeats: false,
    };
  }
  // Whether its program is there the worktree does not tell: that may be ignored by git, or lie elsewhere.
  const hasRun = last?.outcome === 'green' || last?.outcome === 'red';
  if (last === null || last.hash !== hash || !hasRun) return null;
  if (!isSameTrace({ head: last.head, content: last.trace }, now)) return null;
  return { ...last, turn, isAgain, changedSince: false, repeats: last.outcome === 'red' };
}
