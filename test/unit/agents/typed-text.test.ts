import { expect, test } from 'vitest';
import { longestLine, typedText } from '../../../src/agents/typed-text.ts';

test('nothing that steers the terminal or submits early is left in a text', () => {
  expect(typedText('a\x1b[201~b\x03\x04c\x7fd\u009be\0\n\tf "\'; ä\n\n')).toBe('a[201~bcde\n\tf "\'; ä');
  expect(typedText('one\r\ntwo\rthree')).toBe('one\ntwo\nthree');
});

test('lines are measured in bytes', () => {
  expect(longestLine('ab\näöü\nc')).toBe(6);
});
