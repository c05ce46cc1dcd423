import { expect, test } from 'vitest';
import { PaneError } from '../../../src/errors.ts';
import type { Notice, NoticeKind } from '../../../src/plan/notice.ts';
import { exitCodeOf, exitCodeOfPlan, exitCodeOfReport } from '../../../src/ui/exit-code.ts';
import { operation } from '../../support/operations.ts';

test.each([
  ['usage', 2],
  ['config', 2],
  ['failed', 1],
  ['conflict', 1],
  ['untrusted', 4],
  ['timeout', 5],
  ['interrupted', 130],
] as const)('%s exits with %i', (code, exitCode) => {
  expect(exitCodeOf(new PaneError(code, 'x'))).toBe(exitCode);
});

test('anything else is a bug', () => {
  expect(exitCodeOf(new TypeError('x'))).toBe(70);
  expect(exitCodeOf('x')).toBe(70);
});

const notice = (kind: NoticeKind): Notice => ({ kind, message: 'x' });
const failed = {
  operation: operation('open-window', 'a'),
  result: { outcome: 'failed', error: 'x', hint: null },
} as const;

test.each([
  ['conflict', 1],
  ['failed', 1],
  ['unknown', 1],
  ['untrusted', 4],
  ['timeout', 5],
  ['held', 0],
  ['drift', 0],
  ['warning', 0],
] as const)('a report with a notice of %s exits with %i', (kind, exitCode) => {
  expect(exitCodeOfReport({ results: [], notices: [notice(kind)] }, { interrupted: false })).toBe(exitCode);
});

test('a failure goes before what was not trusted, an interrupt before both', () => {
  const report = { results: [failed], notices: [notice('untrusted')] };
  expect(exitCodeOfReport(report, { interrupted: false })).toBe(1);
  expect(exitCodeOfReport(report, { interrupted: true })).toBe(130);
});

test.each([
  ['changed', 1],
  ['blocked', 1],
  ['interrupted', 1],
  ['overtaken', 0],
] as const)('a report of what was skipped as %s exits with %i', (reason, exitCode) => {
  const result = { outcome: 'skipped', reason, error: 'x' } as const;
  const report = { results: [{ operation: operation('archive-worktree', 'a'), result }], notices: [] };
  expect(exitCodeOfReport(report, { interrupted: false })).toBe(exitCode);
});

test('a plan exits with 3 for changes, only where it is asked to', () => {
  const plan = { operations: [operation('open-window', 'a')], notices: [notice('conflict')] };
  expect(exitCodeOfPlan(plan, false)).toBe(0);
  expect(exitCodeOfPlan(plan, true)).toBe(3);
  expect(exitCodeOfPlan({ operations: [], notices: [] }, true)).toBe(0);
  expect(exitCodeOfPlan({ operations: [], notices: [notice('unknown')] }, false)).toBe(1);
});
