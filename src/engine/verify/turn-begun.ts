/**
 * Tells when the agent begins a turn: what is checked meanwhile is no longer its last turn's work.
 */
import { readTurns } from '../../records/doings.ts';
import { isSameTurn, type Turns } from '../../records/turns.ts';

const LOOK_MS = 250;

export interface TurnWatch {
  /** Aborted when a turn begins. */
  readonly signal: AbortSignal;
  readonly close: () => void;
}

/** `directory`: `<admin>/pane`. `before`: as it was when the check began. */
export function followTurns(directory: string, before: Turns | null): TurnWatch {
  const begun = new AbortController();
  const timer = setInterval(() => {
    if (!isSameTurn(before, readTurns(directory))) begun.abort();
  }, LOOK_MS);
  return { signal: begun.signal, close: () => clearInterval(timer) };
}
