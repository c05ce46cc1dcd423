/**
 * How many turns of a task's agent ended, by the numbers that events carry: what ended while nobody watched is in the
 * next number. Pure.
 */
import type { RecordedEvent } from '../../events/event.ts';
import { isDone, type TimedEvent } from './spans.ts';

export interface TurnCount {
  readonly done: number;
  readonly failed: number;
}

function isEnd(event: RecordedEvent, outcome: 'done' | 'failed'): boolean {
  return event.kind === 'turn-ended' && event.outcome === outcome;
}

/**
 * How many turns had ended well before this event, and by it, since the worktree was made; null: it does not tell. What is
 * told of a check or a message may be told after a later turn has ended.
 */
function stepOf(
  event: RecordedEvent,
  last: number | null,
): { readonly before: number; readonly by: number } | null {
  if (isDone(event, 'create-worktree')) return { before: 0, by: 0 }; // a worktree's turns count from zero
  if (!('turn' in event)) return null;
  const { turn } = event;
  if (last !== null && turn >= last) return { before: last, by: turn };
  if (last !== null && event.kind !== 'turn-ended') return { before: last, by: last };
  return { before: isEnd(event, 'done') ? turn - 1 : turn, by: turn };
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
    const step = stepOf(event, last);
    if (step === null) continue;
    last = step.by;
    if (at < from) continue;
    done += step.by - step.before;
    if (isEnd(event, 'failed')) failed += 1;
  }
  return { done: done + (now === null || last === null ? 0 : Math.max(0, now - last)), failed };
}
