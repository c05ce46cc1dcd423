import { expect, test } from 'vitest';
import { formatAge, formatBytes, formatCount, formatSpan } from '../../../src/ui/quantity.ts';

test.each([
  [0, '0 B'],
  [812, '812 B'],
  [999, '999 B'],
  [1234, '1.2 kB'],
  [9_960, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [1_200_000_000, '1.2 GB'],
  [5e15, '5000 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

const now = Date.parse('2026-11-22T12:00:00Z');

test.each([
  ['2026-11-22T11:59:48Z', '12s'],
  ['2026-11-22T11:57:00Z', '3m'],
  ['2026-11-22T07:00:01Z', '4h'],
  ['2026-11-20T11:00:00Z', '2d'],
  ['2026-11-22T12:00:30Z', '0s'],
  ['no date', ''],
  [null, ''],
])('since %s it is %j', (since, text) => {
  expect(formatAge(since, now)).toBe(text);
});

test('counts', () => {
  expect(formatCount(1, 'window')).toBe('1 window');
  expect(formatCount(2, 'window')).toBe('2 windows');
});

test.each([
  [0, '0s'],
  [59, '59s'],
  [60, '1m'],
  [119, '1m 59s'],
  [7200, '2h'],
  [7500, '2h 5m'],
  [86_400 + 3 * 3600 + 59, '1d 3h'],
])('%i seconds: %s', (seconds, text) => {
  expect(formatSpan(seconds)).toBe(text);
});
