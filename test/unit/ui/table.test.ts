import { expect, test } from 'vitest';
import { formatTable } from '../../../src/ui/table.ts';

const columns = [
  { header: 'TASK', min: 6, rank: 3 },
  { header: 'STATE', min: 5, rank: 2 },
  { header: 'BRANCH', min: 6, rank: 0 },
  { header: 'MESSAGE', min: 7, rank: 1 },
];
const wrapping = columns.map((column) =>
  column.header === 'MESSAGE' ? { ...column, wraps: true as const } : column,
);
const row = (...texts: string[]) => texts.map((text) => ({ text }));
const rows = [
  row('login-rewrite', 'failed', 'feature/login', 'npm ci: no network'),
  row('x', 'idle', '', ''),
];
const asIs = (text: string) => text;

test('columns are as wide as they need', () => {
  expect(formatTable(columns, rows, Number.POSITIVE_INFINITY, asIs)).toBe(
    `TASK           STATE   BRANCH         MESSAGE
login-rewrite  failed  feature/login  npm ci: no network
x              idle
`,
  );
});

test('where the terminal is narrow, the right columns are cut first', () => {
  expect(formatTable(columns, rows, 48, asIs)).toBe(
    `TASK           STATE   BRANCH         MESSAGE
login-rewrite  failed  feature/login  npm ci: n…
x              idle
`,
  );
  expect(formatTable(columns, rows, 36, asIs)).toBe(
    `TASK          STATE  BRANCH  MESSAGE
login-rewri…  fail…  featu…  npm ci…
x             idle
`,
  );
});

test('where even that is too wide, the column of the lowest rank goes', () => {
  expect(formatTable(columns, rows, 24, asIs)).toBe(
    `TASK      STATE  MESSAGE
login-r…  fail…  npm ci…
x         idle
`,
  );
});

test('a column with nothing in it is left out', () => {
  expect(formatTable(columns, [row('x', 'idle', '', '')], 80, asIs)).toBe('TASK  STATE\nx     idle\n');
});

test('a column that repeats another one in every row is left out, where it may', () => {
  const [task, state, branch] = ['TASK', 'STATE', 'BRANCH'].map((header) => ({ header, min: 6, rank: 0 }));
  if (task === undefined || state === undefined || branch === undefined) throw new Error('three');
  const repeating = [task, state, { ...branch, repeats: 'TASK' }];
  expect(formatTable(repeating, [row('a', 'a', 'a'), row('b', 'b', 'b')], 80, asIs)).toBe(
    'TASK  STATE\na     a\nb     b\n',
  );
  expect(formatTable(repeating, [row('a', 'a', 'a'), row('b', 'b', 'x')], 80, asIs)).toContain('BRANCH');
});

test('a last column that wraps is not cut, and needs no room of its own', () => {
  const long = 'npm ci: no network, see /home/user/.npm/_logs/2026-11-22T12_00_00_000Z-debug-0.log';
  expect(formatTable(wrapping, [row('x', 'failed', '', long), row('y', 'idle', '', '')], 30, asIs)).toBe(
    `TASK  STATE
x     failed
  npm ci: no network, see
  /home/user/.npm/_logs/2026-1
  1-22T12_00_00_000Z-debug-0.l
  og
y     idle
`,
  );
});

test('no line is wider than the terminal, whatever stands in it', () => {
  const wide = [row('日本語のタスク', 'failed', '🚀🚀🚀🚀', '한국어 한국어 한국어')];
  for (let width = 10; width < 60; width += 1) {
    const text = formatTable(columns, wide, width, asIs) + formatTable(wrapping, wide, width, asIs);
    for (const line of text.trimEnd().split('\n')) {
      const taken = [...line].reduce((sum, letter) => sum + (letter === '…' || letter < '\u02ff' ? 1 : 2), 0);
      expect(taken).toBeLessThanOrEqual(width);
    }
  }
});

test('a control character in a cell is shown', () => {
  expect(formatTable(columns, [row('a\x1b[31m', 'idle')], 80, asIs)).toBe(
    'TASK       STATE\na\\x1b[31m  idle\n',
  );
});

test('colours do not count', () => {
  const painted = [[{ text: 'a', paint: (text: string) => `\x1b[1m${text}\x1b[22m` }, { text: 'idle' }]];
  expect(formatTable(columns, painted, 12, asIs)).toBe('TASK  STATE\n\x1b[1ma\x1b[22m     idle\n');
});
