/**
 * Runs a program of the user's whose output and end are waited for, and ends it with its whole group at a time limit,
 * or when it is to stop. What it leaves running in its group ends with it.
 */
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Ended, type HeardOptions, startHeardGroup } from '../process/heard-group.ts';
import { endOwnGroup } from '../process/own-group.ts';

/** Between TERM and KILL. */
const PATIENCE_MS = 5_000;

export type HeardEnd =
  | { readonly why: 'ended'; readonly exitCode: number }
  /** Its time was over, or it was to stop. */
  | { readonly why: 'timeout' | 'stopped' };

export interface HeardLimits {
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** As shells tell it: 128 and the signal's number where a signal ended it. */
function exitCodeOf({ exitCode, signal }: Ended): number {
  return exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** @throws where it could not be started */
export async function runHeard(
  argv: readonly string[],
  { limitMs, signal, ...options }: HeardOptions & HeardLimits,
): Promise<HeardEnd> {
  const group = startHeardGroup(argv, options);
  const over = new AbortController();
  const pause = async (ms: number, stop: AbortSignal): Promise<null> =>
    await delay(ms, null, { signal: stop }).catch(() => null);
  try {
    const stop = AbortSignal.any([over.signal, signal]);
    const ended = await Promise.race([group.ended, pause(limitMs, stop)]);
    if (ended === null && group.pid !== null) {
      endOwnGroup(group.pid, 'SIGTERM');
      await Promise.race([group.ended, pause(PATIENCE_MS, over.signal)]);
    }
    if (group.pid !== null) endOwnGroup(group.pid, 'SIGKILL');
    await group.rest();
    if (ended === null) return { why: signal.aborted ? 'stopped' : 'timeout' };
    return { why: 'ended', exitCode: exitCodeOf(ended) };
  } finally {
    over.abort();
  }
}
