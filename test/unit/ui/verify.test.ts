import { expect, test } from 'vitest';
import type { VerifiedTask } from '../../../src/engine/verify/verify.ts';
import { exitCodeOfVerified, formatVerified } from '../../../src/ui/verify.ts';

function end(outcome: VerifiedTask['outcome'], parts: Partial<VerifiedTask> = {}): VerifiedTask {
  const nothing = { exitCode: null, command: null, message: '', changed: false, counts: true };
  return { task: 'login', outcome, seconds: 3, ...nothing, ...parts };
}

test('each outcome is told in a line', () => {
  const red = end('red', { command: 'npm test', exitCode: 1, seconds: 34.4 });
  expect(formatVerified(end('green'))).toBe('login: passed in 3.0 s\n');
  expect(formatVerified(red)).toBe('login: failed: `npm test` ended with exit code 1, after 34 s\n');
  expect(formatVerified({ ...red, exitCode: null, seconds: 900 })).toBe(
    'login: failed: `npm test` was ended at the time limit, after 15 min\n',
  );
  expect(formatVerified(end('not made', { message: 'it has no worktree', counts: false }))).toBe(
    'login: not checked: it has no worktree\n',
  );
  expect(formatVerified(end('green', { changed: true, counts: false }))).toBe(
    'login: passed in 3.0 s; the check has changed files in the worktree; its agent has changed nothing yet, so this does not count\n',
  );
});

test('the gravest outcome makes the exit code', () => {
  expect(exitCodeOfVerified([end('green')])).toBe(0);
  expect(exitCodeOfVerified([end('green'), end('red')])).toBe(1);
  expect(exitCodeOfVerified([end('not made')])).toBe(1);
  expect(exitCodeOfVerified([end('red'), end('fault')])).toBe(2);
});
