import { expect, test } from 'vitest';
import { parseBack, parseDuration } from '../../../../src/config/keys/duration.ts';

test.each([
  ['500ms', 500],
  ['1.5m', 90_000],
  ['800h', 2_880_000_000],
  ['10', null],
  ['10 s', null],
  ['-1s', null],
])('%s is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test('how far back needs no timer: it may be any time since 1970', () => {
  const now = 10_000_000_000;
  expect(parseBack('800h', now)).toBe(2_880_000_000);
  expect(parseBack(`${'9'.repeat(400)}h`, now)).toBe(now);
  expect(parseBack('noon', now)).toBeNull();
});
