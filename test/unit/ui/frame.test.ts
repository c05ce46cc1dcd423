import { expect, test } from 'vitest';
import { formatFrame } from '../../../src/ui/frame.ts';

test('a frame is drawn over the one before, and what is left of that is cleared', () => {
  expect(formatFrame('one\n\ntwo\n', 24)).toBe('\x1b[Hone\x1b[K\r\n\x1b[K\r\ntwo\x1b[K\r\n\x1b[J');
});

test('what does not fit is left out, so that the terminal does not scroll', () => {
  expect(formatFrame('one\ntwo\nthree\n', 4)).toContain('three');
  expect(formatFrame('one\ntwo\nthree\n', 3)).toBe('\x1b[Hone\x1b[K\r\n… 2 more\x1b[K\r\n\x1b[J');
});
