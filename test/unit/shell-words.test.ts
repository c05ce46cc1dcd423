import { expect, test } from 'vitest';
import { shellWords } from '../../src/shell-words.ts';

test.each([
  [['claude', '--model=x', '/a/b_c.d:e,f@g+h%'], 'claude --model=x /a/b_c.d:e,f@g+h%'],
  [["it's", '', '$x'], "'it'\\''s' '' '$x'"],
  [['=ls'], "'=ls'"],
])('%j are %s', (words, text) => {
  expect(shellWords(words)).toBe(text);
});
