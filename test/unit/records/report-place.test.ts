import { expect, test } from 'vitest';
import { faultOf } from '../../../src/records/report-place.ts';

test.each([
  [0, 0o40755, null],
  [0, 0o100600, null],
  [0, 0o40775, '/x is writable by its group or others'],
  [0, 0o41777, '/x is writable by its group or others'],
  [1000, 0o40700, '/x is not owned by root'],
])('a folder of user %i with mode %o', (uid, mode, fault) => {
  expect(faultOf('/x', { uid, mode })).toBe(fault);
});
