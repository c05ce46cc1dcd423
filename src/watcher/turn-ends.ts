/**
 * Which turns of the agents have ended between two looks, by what each worktree's file of turns says. Pure.
 */
import type { PaneEvent } from '../events/event.ts';
import type { TaskName } from '../ids.ts';
import type { Turns } from '../records/turns.ts';

type TurnEnded = Extract<PaneEvent, { kind: 'turn-ended' }>;

/** The turns of a task's agent as they are now. */
export interface SeenTurns {
  readonly task: TaskName;
  /** Of its worktree: the turns of the next one of that name are counted anew. */
  readonly id: string;
  /** Null: none was told of yet. */
  readonly turns: Turns | null;
}

/** By the worktree's id, at the last look; null: there was none. */
export type KnownTurns = ReadonlyMap<string, Turns | null>;

function hasFailed({ state }: Turns): boolean {
  return state === 'failed' || state === 'limited';
}

function endsSince(before: Turns | null, { task, turns }: SeenTurns): TurnEnded[] {
  if (turns === null) return [];
  const ended = (outcome: TurnEnded['outcome']): TurnEnded => ({
    kind: 'turn-ended',
    task,
    outcome,
    turn: turns.ended,
  });
  const isDone = turns.ended > (before?.ended ?? 0);
  const isFailed = hasFailed(turns) && !(before !== null && hasFailed(before) && before.at === turns.at);
  return [...(isDone ? [ended('done')] : []), ...(isFailed ? [ended('failed')] : [])];
}

/**
 * Of several that ended between two looks it tells the last: their numbers say how many there were. A first look tells
 * nothing, and the number of the next one says what ended before it.
 */
export function hearTurns(
  known: KnownTurns | null,
  seen: readonly SeenTurns[],
): { readonly known: KnownTurns; readonly ends: readonly TurnEnded[] } {
  const next = new Map(seen.map(({ id, turns }) => [id, turns]));
  if (known === null) return { known: next, ends: [] };
  return { known: next, ends: seen.flatMap((now) => endsSince(known.get(now.id) ?? null, now)) };
}
