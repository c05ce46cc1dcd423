import { expect, test } from 'vitest';
import { PaneError } from '../../../src/errors.ts';
import { CommandError } from '../../../src/process/command.ts';
import { plainPalette } from '../../../src/ui/colour.ts';
import { errorDocument, formatError } from '../../../src/ui/error.ts';
import { exitCodeOf } from '../../../src/ui/exit-code.ts';

const format = (error: unknown) => formatError(error, '1.2.3', plainPalette);

test('a message and its hint', () => {
  expect(format(new PaneError('failed', 'no tmux\x1b[2J', { hint: 'Install it.' }))).toBe(
    'error: no tmux\\x1b[2J\nInstall it.\n',
  );
});

test('mistakes in the file begin with their places, so that an editor can go there', () => {
  const message = '/r/pane.config.yaml:12:5: tasks.1.promt: unknown key\n/r/pane.config.yaml:13:1: x: y';
  expect(format(new PaneError('config', message))).toBe(`${message}\n`);
});

test('a bug comes with its stack and the version', () => {
  const text = format(new TypeError('x is not a function'));
  expect(text).toMatch(/^bug: TypeError: x is not a function\n {4}at /);
  expect(text).toContain('pane 1.2.3');
});

test('another program that failed is no bug', () => {
  const command = { file: 'git', argv: ['fetch'], reads: true, parse: () => null };
  const error = new CommandError(command, { stdout: '', stderr: 'fatal: no', exitCode: 128, signal: null });
  expect(format(error)).toBe('error: `git fetch` failed (exit code 128): fatal: no\n');
  expect(errorDocument(error).error.code).toBe('failed');

  const argv = ['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', 'x'];
  const stderr = 'hint: Turn this off\nfatal: invalid reference: x\nhint: by running\n';
  const add = new CommandError({ ...command, argv }, { stdout: '', stderr, exitCode: 128, signal: null });
  expect(add.message).toBe('`git worktree add x` failed (exit code 128): fatal: invalid reference: x');
});

test.each([
  ['ENOSPC', 'no space left on device, write'],
  ['ENOTDIR', "not a directory, open '/r/.git/pane/locks/x'"],
  ['EISDIR', 'illegal operation on a directory, read'],
])('what the disk refuses is no bug: %s', (code, said) => {
  const error = Object.assign(new Error(`${code}: ${said}`), { code });
  expect(format(error)).toBe(`error: ${code}: ${said}\n`);
  expect(exitCodeOf(error)).toBe(1);
});

test('the document', () => {
  expect(errorDocument(new PaneError('conflict', 'in the way', { hint: 'Move it.' }))).toEqual({
    error: { code: 'conflict', message: 'in the way', hint: 'Move it.' },
  });
  expect(errorDocument('oops')).toEqual({ error: { code: 'bug', message: 'oops', hint: null } });
});

test('an empty hint is none', () => {
  expect(format(new PaneError('untrusted', 'no', { hint: '' }))).toBe('error: no\n');
});
