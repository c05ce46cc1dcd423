/**
 * The turns of a task's agent: `<admin>/pane/turns`, one line that `report.sh`, `launcher.sh` and whoever sees a screen
 * change write. Pure; `doings.ts` reads and writes it.
 */
import { FAILURES, type Failure, faultOf, judgeFault } from '../agents/failure.ts';
import { limitEnd } from '../agents/limit-end.ts';
import * as c from '../codec.ts';

export interface Turns {
  /** `open`: one is under way; else how the last one ended. `limited`: it failed at a limit. */
  readonly state: 'open' | 'done' | 'failed' | 'limited';
  /** How many ended well since the worktree was made. */
  readonly ended: number;
  /** Since when it is so, Unix time in seconds. */
  readonly at: number;
  /** Of `limited`: when that limit is over, as the agent said, Unix time in seconds; absent: it did not. */
  readonly until?: number | undefined;
  /** Of `failed`: what that came to, if its agent said. */
  readonly failure?: Failure | undefined;
}

export const turnsCheck: c.Check<Turns> = c.object({
  state: c.oneOf('open', 'done', 'failed', 'limited'),
  ended: c.number,
  at: c.number,
  until: c.optional(c.number),
  failure: c.optional(c.object({ activity: c.oneOf(...FAILURES), message: c.text })),
});

/** What its agent said of the error that ended it. */
function failedTurn(turns: Turns, fault: string): Turns {
  const failure = judgeFault(fault);
  if (failure.activity !== 'limited') return { ...turns, failure };
  const until = limitEnd(failure.message, turns.at) ?? undefined;
  return { ...turns, state: 'limited', until };
}

/**
 * Null for any other text. After `limited` may stand until when, after `failed` the fault that its agent reported, as
 * `judgeFault` takes it.
 */
export function parseTurns(text: string): Turns | null {
  const line = /^(open|done|failed|limited) (\d{1,9}) (\d{1,12})(?: (.+))?\n?$/;
  const [, state, ended, at, rest] = line.exec(text) ?? [];
  if (state === undefined) return null;
  const turns = { state: state as Turns['state'], ended: Number(ended), at: Number(at) };
  if (rest === undefined) return turns;
  if (state === 'failed') return failedTurn(turns, rest);
  return state === 'limited' && /^\d{1,12}$/.test(rest) ? { ...turns, until: Number(rest) } : null;
}

/** No turn has begun or ended between the two. */
export function isSameTurn(one: Turns | null, other: Turns | null): boolean {
  return one?.state === other?.state && one?.ended === other?.ended;
}

/** What somebody saw of a turn; all times are Unix times in seconds. */
export interface SeenTurn {
  readonly state: Turns['state'];
  /** Since when it looks so. */
  readonly since: number;
  readonly now: number;
  /** When the agent that runs now was launched: a turn that an earlier one left open was cut off, and does not end by this. */
  readonly launchedAt: number;
  /** Of `limited`, as in `Turns`. */
  readonly until?: number | undefined;
  /** Of `failed`, as in `Turns`. */
  readonly failure?: Failure | undefined;
}

/** What was drawn before a turn began may stand there a little longer. */
const LEFT_OVER_SECONDS = 3;

/** What is to be written; null: that is told already, or nothing that was seen says anything newer. */
export function turnsAfter(before: Turns | null, seen: SeenTurn): Turns | null {
  const { state, since, now, launchedAt, failure } = seen;
  const { ended, at } = before ?? { ended: 0, at: 0 };
  const isOpen = before?.state === 'open' && at >= launchedAt;
  const more = {
    ...(state === 'limited' && seen.until !== undefined ? { until: seen.until } : {}),
    ...(state === 'failed' && failure !== undefined ? { failure } : {}),
  };
  if (state === 'open') return isOpen || since < at ? null : { state, ended, at: since };
  if (!isOpen || (since < at && now - at < LEFT_OVER_SECONDS)) return null;
  return { state, ended: state === 'done' ? ended + 1 : ended, at: since < at ? now : since, ...more };
}

/** As `parseTurns` reads it. */
export function formatTurns({ state, ended, at, until, failure }: Turns): string {
  const more = failure === undefined ? until : faultOf(failure);
  return `${state} ${ended} ${at}${more === undefined ? '' : ` ${more}`}\n`;
}
