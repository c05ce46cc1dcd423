/**
 * What a host was asked while its connection was lost is asked again.
 */
import { PaneError } from '../errors.ts';
import { pause } from '../poll.ts';
import { Unreachable } from './unreachable.ts';
import type { Destination } from './wire.ts';

/** How often one thing may lose its connection. */
const MOST_LOSSES = 4;
const EVERY_MS = 500;

export interface AgainOptions {
  /** There was a connection just now, so that one that can't be made is lost. */
  readonly wasConnected?: boolean;
  /** What came of it has been handed on already. */
  readonly isOnce?: boolean;
}

/**
 * After a loss it is tried for as long as a host has to answer: a network that changes, or a host that starts again, takes a
 * while. What can't be reached in the first place is not tried again.
 * @throws {Unreachable} with `wasLost` where it may have been done. @throws whatever else the attempt throws
 */
export async function untilAnswered<T>(
  { answerMs, signal }: Pick<Destination, 'answerMs' | 'signal'>,
  attempt: () => Promise<T>,
  { wasConnected = false, isOnce = false }: AgainOptions = {},
): Promise<T> {
  let losses = 0;
  let lostAt = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) throw new PaneError('interrupted', 'interrupted');
      if (!(error instanceof Unreachable)) throw error;
      if (error.wasLost || (wasConnected && losses === 0)) {
        losses += 1;
        lostAt = performance.now();
      }
      if (losses === 0 || isOnce) throw error;
      if (losses >= MOST_LOSSES || performance.now() - lostAt > answerMs) throw asLost(error);
      await pause(EVERY_MS, signal);
    }
  }
}

function asLost(error: Unreachable): Unreachable {
  return error.wasLost ? error : new Unreachable(`lost the connection: ${error.message}`, true);
}
