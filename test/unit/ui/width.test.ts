import { expect, test } from 'vitest';
import { pad, truncate, width, wrap } from '../../../src/ui/width.ts';

test.each([
  ['', 0],
  ['plain', 5],
  ['läuft…', 6],
  ['日本語', 6],
  ['한국어', 6],
  ['ｆｕｌｌ', 8],
  ['e\u0301', 1],
  ['a\u200bb', 2],
  ['🚀', 2],
  ['👩‍💻', 2],
  ['🇩🇪', 2],
  ['❤️', 2],
  ['❤', 1],
  ['привет', 6],
])('%j takes %i columns', (text, columns) => {
  expect(width(text)).toBe(columns);
});

test('what fits is not cut', () => {
  expect(truncate('login', 5)).toBe('login');
});

test('what does not fit ends in an ellipsis', () => {
  expect(truncate('login-rewrite', 6)).toBe('login…');
  expect(truncate('login', 1)).toBe('…');
  expect(truncate('login', 0)).toBe('');
});

test('a wide letter is not cut in two', () => {
  expect(truncate('日本語', 4)).toBe('日…');
  expect(truncate('a👩‍💻b', 3)).toBe('a…');
});

test('lines break at blanks, and within what is longer than a line', () => {
  expect(wrap('Shall I run it now?', 10)).toEqual(['Shall I', 'run it', 'now?']);
  expect(wrap('', 10)).toEqual(['']);
  expect(wrap('a /very/long/path b', 6)).toEqual(['a', '/very/', 'long/p', 'ath b']);
  expect(wrap('日本語の', 5)).toEqual(['日本', '語の']);
  expect(wrap('日本語', 0)).toEqual(['日', '本', '語']);
});

test('filling up counts columns, not letters', () => {
  expect(pad('日本', 6)).toBe('日本  ');
  expect(pad('too long', 3)).toBe('too long');
});
