import { expect, test } from 'vitest';
import { parseSinceEach } from '../../../src/commands/everywhere/since.ts';
import { mergeEvents } from '../../../src/engine/hosts/merged-events.ts';

const told = (texts: Readonly<Record<string, number>>) =>
  Object.entries(texts).map(([text, time]) => ({ text, time }));

test('events of machines are joined by time, and each keeps its own order', () => {
  const here = told({ a1: 10, a2: 40, a3: 50 });
  // Its clock was set back after b1.
  const big = told({ b1: 45, b2: 20, b3: 60 });
  const merged = mergeEvents([here, big, []]);
  expect(merged.map(({ text }) => text)).toEqual(['a1', 'a2', 'b1', 'b2', 'a3', 'b3']);
});

const ALL = { here: true, hosts: ['big', 'hpc'] };
const since = (written: string | null, asked: typeof ALL = ALL) =>
  parseSinceEach(written, asked, ['big', 'hpc']);

test('--since takes a duration, or a number for each machine', () => {
  const none = { lastMs: null, here: null, hosts: new Map() };
  expect(since(null)).toEqual(none);
  expect(since('2h')).toEqual({ ...none, lastMs: 7_200_000 });
  expect(since('1042,big=17')).toEqual({ ...none, here: 1042, hosts: new Map([['big', 17]]) });
  expect(since('hpc=3')).toEqual({ ...none, hosts: new Map([['hpc', 3]]) });
  // Alone it is of the one machine that is asked.
  expect(since('17', { here: false, hosts: ['big'] })).toEqual({ ...none, hosts: new Map([['big', 17]]) });
  expect(since('17', { here: true, hosts: [] })).toEqual({ ...none, here: 17 });
});

test('a number alone is refused where this machine is asked beside one host', () =>
  expect(() => since('17', { here: true, hosts: ['big'] })).toThrow('each machine counts its own events'));

test.each([
  ['17', 'each machine counts its own events'],
  ['bog=17', 'no host bog'],
  ['big=x', 'takes a duration such as 2h, 30m or 10s, or numbers such as 1042,big=17, not "big=x"'],
  ['', 'takes a duration'],
])('--since %j is refused', (written, message) => expect(() => since(written)).toThrow(message));
