import { expect, test } from 'vitest';
import { parseSeen, sinceOf } from '../../../src/snapshot/since.ts';

const times = { launchedAt: 100, reportedSince: 0, seen: null, drawnAt: 150, now: 200 };

test.each([
  ['what stands still was there when something was drawn last', 'idle', {}, 150, true],
  ['what moves began with its launch, as far as is known', 'working', {}, 100, true],
  ['or when it was drawn last, once it did something else', 'working', { reportedSince: 120 }, 150, true],
  ['what was seen before stays as it was', 'idle', { seen: { state: 'idle', since: 130 } }, 130, false],
  ['another state is a change', 'idle', { seen: { state: 'waiting', since: 130 } }, 150, true],
  ['an event overtakes it', 'idle', { seen: { state: 'idle', since: 130 }, reportedSince: 140 }, 150, true],
  ['so does a launch', 'running', { seen: { state: 'running', since: 90 } }, 100, false],
  ['it is never before what came before it', 'idle', { seen: { state: 'working', since: 170 } }, 170, true],
  ['nor in the future', 'waiting', { drawnAt: 300 }, 200, true],
])('%s', (_what, state, parts, since, isNew) => {
  const found = sinceOf(state, { ...times, ...parts });
  expect(found).toEqual({ since, record: isNew ? { state, since } : null });
});

test('only what was written down is read', () => {
  expect(parseSeen('idle 12')).toEqual({ state: 'idle', since: 12 });
  for (const text of ['', 'idle', 'idle 12 ', 'Idle 12', '12 idle', 'idle -1'])
    expect(parseSeen(text)).toBe(null);
});
