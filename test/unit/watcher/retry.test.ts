import { expect, test } from 'vitest';
import type { Operation } from '../../../src/operations/kinds.ts';
import type { Outcome, Result } from '../../../src/operations/outcome.ts';
import { type Failures, NO_FAILURES, resting, updateFailures } from '../../../src/watcher/retry.ts';
import { taskName } from '../../support/trust.ts';
import { desired } from '../../support/world.ts';

const files = { project: 'a', local: null };
const name = taskName('one');

function result(outcome: Outcome): Result {
  const kind = 'copy-files';
  const operation: Operation = {
    id: `${kind}:one`,
    kind,
    task: name,
    cause: '',
    after: [],
    desired: desired('one'),
    path: '/w',
  };
  return { operation, result: outcome };
}

const failed = result({ outcome: 'failed', error: 'no', hint: null });
const done = result({ outcome: 'done', warnings: [] });

/** Seconds from each failure to the next try, where it always fails. */
function waits(times: number): number[] {
  let failures: Failures = NO_FAILURES;
  return Array.from({ length: times }, () => {
    failures = updateFailures(failures, files, [failed], 0);
    let seconds = 0;
    while (resting(failures, files, seconds * 1000).has(name)) seconds += 1;
    return seconds;
  });
}

test('what fails is tried again later each time, five minutes at most', () => {
  expect(waits(9)).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('another file, and a success, make an end of it', () => {
  const failures = updateFailures(NO_FAILURES, files, [failed], 0);
  expect(resting(failures, files, 1)).toEqual(new Set([name]));
  expect(resting(failures, { project: 'b', local: null }, 1)).toEqual(new Set());
  expect(resting(updateFailures(failures, files, [done], 2), files, 3)).toEqual(new Set());
  expect(resting(updateFailures(failures, files, [], 2), files, 3)).toEqual(new Set([name]));
});
