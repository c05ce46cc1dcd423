import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PaneError } from '../../../../src/errors.ts';
import { isUnexpected } from '../../../../src/project/carry-out/unexpected.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('a mistake of ours is unexpected; what the user, a tool or the system did is not', () => {
  expect(isUnexpected(new TypeError('x is undefined'))).toBe(true);
  expect(isUnexpected('a text')).toBe(true);
  expect(isUnexpected(new PaneError('config', 'wrong'))).toBe(false);
  expect(isUnexpected(thrownBy(() => readFileSync('/')))).toBe(false);
});
