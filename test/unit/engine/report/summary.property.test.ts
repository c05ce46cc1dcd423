/**
 * Any night, as the watcher's own modules tell it, whatever happens to the watcher.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Span, spansOf, timed, watchesOf } from '../../../../src/engine/report/spans.ts';
import { summarize, type TaskReport } from '../../../../src/engine/report/summary.ts';
import { type Night, nightOf, START, type Step, shown, TASK } from '../../../support/night.ts';

const states = ['working', 'waiting', 'idle', 'limited', 'verifying', 'stuck'] as const;
const watchers = ['start', 'stop', 'kill', null] as const;

const step: fc.Arbitrary<Step> = fc.record({
  state: fc.constantFrom(...states),
  seconds: fc.integer({ min: 1, max: 3000 }),
  turn: fc.constantFrom('done', 'failed', null),
  message: fc.constantFrom('now', 'late', null),
  watcher: fc.constantFrom(...watchers),
});
const nights = fc.array(step, { minLength: 1, maxLength: 30 });

function spansIn({ events, state, until, watchedUntil }: Night): Span[] {
  const all = timed(events);
  return spansOf(TASK, all, watchesOf(all, watchedUntil), { state, message: null }, until);
}

function reportOf(
  { events, state, turns, until, watchedUntil }: Night,
  from = START,
): TaskReport | undefined {
  const now = [shown(TASK, { state, turns: turns.ended })];
  return summarize({ events, now, only: null, time: { from, to: until }, watchedUntil }).tasks[0];
}

function sum(seconds: TaskReport['seconds']): number {
  return Object.values(seconds).reduce((total, each) => total + each, 0);
}

test('states follow each other without overlap, and their times add up to the whole', () => {
  fc.assert(
    fc.property(nights, (steps) => {
      const night = nightOf(steps);
      const spans = spansIn(night);
      expect(spans[0]?.from).toBe(START);
      expect(spans.at(-1)?.to).toBe(night.until);
      for (const [index, span] of spans.entries()) {
        expect(span.to).toBeGreaterThan(span.from);
        if (index > 0) expect(span.from).toBe(spans[index - 1]?.to);
      }
      expect(sum(reportOf(night)?.seconds ?? {})).toBe((night.until - START) / 1000);
    }),
  );
});

test('of any part of the night, too', () => {
  fc.assert(
    fc.property(nights, fc.nat(3000), (steps, later) => {
      const night = nightOf(steps);
      const from = Math.min(START + later * 1000, night.until);
      expect(sum(reportOf(night, from)?.seconds ?? {})).toBe((night.until - from) / 1000);
    }),
  );
});

test('while a watcher runs the state is the true one', () => {
  fc.assert(
    fc.property(nights, (steps) => {
      const night = nightOf(steps);
      const spans = spansIn(night);
      for (const { from, to, state, isWatched } of night.truth) {
        if (!isWatched) continue;
        const told = spans.filter((span) => span.from < to && span.to > from);
        for (const span of told) expect(span.state).toBe(state);
      }
    }),
  );
});

/** The watcher falls and is started again, at these steps, in which the task changes nothing. */
function fallenAt(steps: readonly Step[], falls: ReadonlySet<number>): Step[] {
  return steps.flatMap((one, index): Step[] => {
    if (!falls.has(index)) return [one];
    const seconds = one.seconds + 2;
    const down: Step = { ...one, seconds: 1, watcher: 'kill', turn: null, message: null };
    return [{ ...one, seconds: seconds - 2 }, down, { ...down, watcher: 'start' }];
  });
}

test('a watcher that falls and runs again at any time loses nothing', () => {
  fc.assert(
    fc.property(nights, fc.uniqueArray(fc.nat(29)), (steps, falls) => {
      const alone = steps.map((one, index): Step => ({ ...one, watcher: index === 0 ? 'start' : null }));
      const longer = alone.map((one, index) =>
        falls.includes(index) ? { ...one, seconds: one.seconds + 2 } : one,
      );
      const fallen = reportOf(nightOf(fallenAt(alone, new Set(falls))));
      expect(fallen).toEqual(reportOf(nightOf(longer)));
    }),
  );
});

test('turns that ended well are counted whoever watched; failed ones where somebody did', () => {
  fc.assert(
    fc.property(nights, (steps) => {
      const night = nightOf(steps);
      expect(reportOf(night)?.turns).toEqual({ done: night.turns.ended, failed: night.failed });
    }),
  );
});
