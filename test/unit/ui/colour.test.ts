import { expect, test } from 'vitest';
import { paletteFor } from '../../../src/ui/colour.ts';

test('a terminal gets colours', () => {
  expect(paletteFor(true, { TERM: 'xterm' }).red('x')).toBe('\x1b[31mx\x1b[39m');
});

test.each([
  ['no terminal', false, {}],
  ['NO_COLOR', true, { NO_COLOR: '1' }],
  ['FORCE_COLOR=0', true, { FORCE_COLOR: '0' }],
  ['a dumb terminal', true, { TERM: 'dumb' }],
  ['FORCE_COLOR into a pipe', false, { FORCE_COLOR: '1' }],
])('none with %s', (_name, isTerminal, env) => {
  expect(paletteFor(isTerminal, env).red('x')).toBe('x');
});

test('an empty NO_COLOR says nothing', () => {
  expect(paletteFor(true, { NO_COLOR: '' }).bold('x')).toBe('\x1b[1mx\x1b[22m');
});
