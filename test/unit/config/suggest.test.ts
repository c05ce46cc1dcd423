import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../src/config/suggest.ts';

const keys = ['prompt', 'prompt_file', 'prompt_append', 'branch', 'base', 'env', 'copy', 'link', 'on_exit'];

test.each([
  ['promt', 'prompt'],
  ['Prompt', 'prompt'],
  ['prompts', 'prompt'],
  ['pormpt', 'prompt'],
  ['promptfile', 'prompt_file'],
  ['on-exit', 'on_exit'],
  ['copies', null],
  ['environment', null],
  ['x'.repeat(100_000), null],
])('for %s the nearest key is %s', (name, expected) => {
  expect(nearest(name, keys)).toBe(expected);
});

test.each([
  ['c', null],
  ['X', null],
  ['ac', null],
  ['ba', null],
  ['abd', 'ab'],
  ['A', 'a'],
  ['AB', 'ab'],
])('of short names %s is near %s: half of it is no slip', (name, expected) => {
  expect(nearest(name, ['a', 'ab'])).toBe(expected);
});

test.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abc', 'ab', 1],
  ['abc', 'xbc', 1],
  ['kitten', 'sitting', 3],
])('from %j to %j it is %i', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});
