import { expect, test } from 'vitest';
import { countEntries } from '../../../src/git/changes.ts';

test.each([
  ['', 0],
  [' M a\0?? b\0', 2],
  ['R  new\0old\0 M a\0', 2],
  ['RM new\0old\0', 1],
  [' R new\0old\0', 1],
  ['C  copy\0of\0?? R  x\0', 2],
  ['R  new\0R  old\0?? a\0', 2],
])('%j: %i', (text, count) => expect(countEntries(text)).toBe(count));
