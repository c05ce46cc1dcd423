import { expect, test } from 'vitest';
import { asOneLine, longestLine, typedText } from '../../../src/agents/typed-text.ts';

test('nothing that steers the terminal or submits early is left in a text', () => {
  expect(typedText('a\x1b[201~b\x03\x04c\x7fd\u009be\0\n\tf "\'; ä\n\n')).toBe('a[201~bcde\n\tf "\'; ä');
  expect(typedText('one\r\ntwo\rthree')).toBe('one\ntwo\nthree');
});

test('lines are measured in bytes', () => {
  expect(longestLine('ab\näöü\nc')).toBe(6);
});

test('as one line a text keeps its beginning and its end, whatever its letters take', () => {
  expect(asOneLine('one\n\n  two\nthree', 100)).toBe('one two three');
  const long = `begins here\n${'ä😀x'.repeat(1000)}\nand ends here.`;
  for (const most of [1000, 1001, 1002, 1003, 4095]) {
    const line = asOneLine(long, most);
    expect(line).toMatch(/^begins here ä.* … .*😀x and ends here\.$/u);
    expect(longestLine(line)).toBeLessThanOrEqual(most);
    expect(longestLine(line)).toBeGreaterThan(most - 4);
  }
});
