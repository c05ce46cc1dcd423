import { expect, test } from 'vitest';
import { failureOf } from '../../../src/copy/failure.ts';
import { PaneError } from '../../../src/errors.ts';
import { CommandError } from '../../../src/process/command.ts';

function errno(code: string): Error {
  return Object.assign(new Error(`${code}: something, copyfile`), { code });
}

function cp(stderr: string): CommandError {
  const command = { file: 'cp', argv: [], reads: false, parse: () => {} };
  return new CommandError(command, { stdout: '', stderr, exitCode: 1, signal: null });
}

test.each([
  [errno('EACCES'), 'permission denied'],
  [errno('ENOENT'), 'it was removed during the copy'],
  [errno('ENOSPC'), 'no space left on the disk'],
  [cp("cp: cannot open 'a': Permission denied\n"), "cp: cannot open 'a': Permission denied"],
  [cp('cp: a\ncp: b\ncp: c\n'), 'cp: a (and 2 more)'],
  [cp("cp: error writing 'a': No space left on device\n"), 'no space left on the disk'],
  [cp(''), '`cp` failed (exit code 1)'],
])('%s', (error, reason) => {
  const { message, hint, cause } = failureOf('copy', '.env', error, 1, 3);
  expect(message).toBe(`could not copy \`.env\`: ${reason}`);
  expect(hint).toMatch(/^1 of 3 are done and stay\. .*then run `pane up` to continue\.$/);
  expect(cause).toBe(error);
});

test('an interrupt is no failure of the entry', () => {
  const interrupt = new PaneError('interrupted', 'interrupted');
  expect(failureOf('copy', '.env', interrupt, 1, 3)).toBe(interrupt);
});
