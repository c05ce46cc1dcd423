import { expect, test } from 'vitest';
import { lineReader } from '../../../src/hosts/lines.ts';

test('lines come out of pieces that are cut anywhere', () => {
  const read = lineReader(100);
  expect(['a', 'b\nc', '\n\nd'].map(read)).toEqual([[], ['ab'], ['c', '']]);
  expect(read('\n')).toEqual(['d']);
});

test.each([['12345'], ['1', '2345'], ['12345\n']])('a line that is too long is refused: %j', (...pieces) => {
  const read = lineReader(4);
  expect(() => pieces.map(read)).toThrow('too long');
});
