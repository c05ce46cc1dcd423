/**
 * How many turns of a task's agent ended, by the numbers that events carry: what ended while nobody watched is in the
 * next number. Pure.
 */
import type { RecordedEvent } from '../../events/event.ts';
import type { TimedEvent } from './spans.ts';

export interface TurnCount {
  readonly done: number;
  readonly failed: number;
}

/** How many turns had ended well by this event, since the worktree was made; null: it does not tell. */
function numberIn(event: RecordedEvent): number | null {
  if ('turn' in event) return event.turn;
  const isMade =
    event.kind === 'operation-ended' && event.operation === 'create-worktree' && event.outcome === 'done';
  return isMade ? 0 : null;
}

function isEnd(event: RecordedEvent, outcome: 'done' | 'failed'): boolean {
  return event.kind === 'turn-ended' && event.outcome === outcome;
}

/**
 * Since `from`, in milliseconds since 1970.
 * @param own the events of this task
 * @param now how many had ended well by now; null: not known
 */
export function countTurns(own: readonly TimedEvent[], from: number, now: number | null): TurnCount {
  let last: number | null = null;
  let done = 0;
  let failed = 0;
  for (const { at, event } of own) {
    const number = numberIn(event);
    if (number === null) continue;
    const before: number = last ?? (isEnd(event, 'done') ? number - 1 : number);
    last = number;
    if (at < from) continue;
    done += Math.max(0, number - before); // less: of a worktree that was made anew, or of a check that began earlier
    if (isEnd(event, 'failed')) failed += 1;
  }
  return { done: done + (now === null || last === null ? 0 : Math.max(0, now - last)), failed };
}
