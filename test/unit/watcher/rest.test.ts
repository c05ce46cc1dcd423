import { expect, test } from 'vitest';
import { rest } from '../../../src/watcher/rest.ts';

/** What the watcher waits for, as it asks: how long each time. */
function quiet() {
  const waits: number[] = [];
  return {
    waits,
    next: async (ms: number) => {
      waits.push(ms);
      return 'time' as const;
    },
  };
}

test('where nothing has changed, a rest still ends when something is due', async () => {
  const events = quiet();
  await rest(events, { everyMs: 5_000, until: Date.now() - 1 }, async () => true);
  expect(events.waits).toEqual([0]);
  const next = Date.now() + 2_000;
  const early = quiet();
  await rest(early, { everyMs: 5_000, until: next }, async () => false);
  expect(early.waits[0]).toBeLessThanOrEqual(2_000);
});

test('without such a moment it is asked every few seconds whether anything has changed', async () => {
  const events = quiet();
  let asked = 0;
  await rest(events, { everyMs: 5_000, until: null }, async () => ++asked < 3);
  expect(events.waits).toEqual([5_000, 5_000, 5_000]);
});
