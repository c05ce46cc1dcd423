import { expect, test } from 'vitest';
import { fallenIn, readArguments, summarize } from '../../../scripts/often-words.mjs';

test('what it is asked', () => {
  expect(readArguments(['3'], 7)).toEqual({ times: 3, oneCore: false, busy: 0, seed: 7, filters: [] });
  expect(readArguments(['3', '--one-core', '--busy', '4', '--seed=5', 'status', 'watch'], 7)).toEqual({
    times: 3,
    oneCore: true,
    busy: 4,
    seed: 5,
    filters: ['status', 'watch'],
  });
});

test.each([
  [[], /the number of runs is missing/],
  [['0'], /how often must be a whole number, 1 at least, not "0"/],
  [['watch'], /not "watch"/],
  [['3', '--busy', '-1'], /busy/],
  [['3', '--bogus'], /bogus/],
])('%j is refused', (argv, reason) => {
  expect(() => readArguments(argv, 7)).toThrow(reason);
});

const passed = { fullName: 'b', status: 'passed', failureMessages: [] };
const failed = { fullName: 'group a', status: 'failed', failureMessages: ['AssertionError: one\n at line'] };

function report(...assertionResults: readonly object[]) {
  const status = assertionResults.includes(failed) ? 'failed' : 'passed';
  return { testResults: [{ name: '/clone/test/e2e/x.test.ts', status, message: '', assertionResults }] };
}

test('which tests fell in a run', () => {
  expect(fallenIn(report(passed), true)).toEqual([]);
  expect(fallenIn(report(passed, failed), false)).toEqual([
    { test: 'test/e2e/x.test.ts: group a', why: 'AssertionError: one' },
  ]);
  const broken = { name: '/clone/test/e2e/y.test.ts', status: 'failed', message: 'no', assertionResults: [] };
  expect(fallenIn({ testResults: [broken] }, false)).toEqual([{ test: 'test/e2e/y.test.ts', why: 'no' }]);
  // A process was left behind, or vitest itself was killed.
  for (const of of [report(passed), null])
    expect(fallenIn(of, false)).toEqual([{ test: 'the run itself', why: 'see above' }]);
});

test('how often each fell, and with which seeds', () => {
  const fell = (test: string) => ({ test, why: 'because' });
  const runs = [
    { seed: 1, fallen: [fell('rare'), fell('often')] },
    { seed: 2, fallen: [fell('often')] },
    { seed: 3, fallen: [] },
  ];
  expect(summarize(runs)).toBe(
    '2 of 3: often\n  seeds 1, 2; because\n1 of 3: rare\n  seeds 1; because\n1 of 3 runs were green.',
  );
  expect(summarize([])).toBe('0 of 0 runs were green.');
});
