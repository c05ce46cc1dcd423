import { expect, test } from 'vitest';
import { printable, printableLines, printableScreen } from '../../../src/ui/printable.ts';

test('control characters are shown, not sent', () => {
  expect(printable('a\x1b]0;title\x07b\x7f\x9b1m')).toBe('a\\x1b]0;title\\x07b\\x7f\\x9b1m');
});

test('a line break in a name does not break the line', () => {
  expect(printable('a\nb\r\tc\u2028d')).toBe('a\\nb\\r\\tc\\u2028d');
});

test('marks that turn the direction of writing around are shown', () => {
  expect(printable('user\u202egnp.exe')).toBe('user\\u202egnp.exe');
});

test('letters of any script stay', () => {
  expect(printable('läuft 日本語 🚀 👩‍💻')).toBe('läuft 日本語 🚀 👩‍💻');
});

test('a message keeps its lines', () => {
  expect(printableLines('one\r\n\ttwo\x1b[2J')).toBe('one\n  two\\x1b[2J');
});

test('every mark of direction, and tags that nobody sees, are shown', () => {
  expect(printable('a\u061cb\u200fc\u2069d\u{e0041}')).toBe('a\\u061cb\\u200fc\\u2069d\\U000e0041');
});

test('what a program drew keeps its lines and tabs, and its colours where they are wanted', () => {
  const drawn = 'a\tb\n\x1b[31mc\x9b2J\u202ed';
  expect(printableScreen(drawn, { colours: true })).toBe('a\tb\n\x1b[31mc\\x9b2J\\u202ed');
  expect(printableScreen(drawn, { colours: false })).toBe('a\tb\n\\x1b[31mc\\x9b2J\\u202ed');
});
