/**
 * Whether a file has exactly the content that HEAD has, filters such as line endings applied.
 */

import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Command, Runner } from '../process/command.ts';

function headBlob(path: string): Command<string | null> {
  return {
    file: 'git',
    argv: ['rev-parse', '--verify', '--quiet', '--end-of-options', `HEAD:./${basename(path)}`],
    cwd: dirname(path),
    reads: true,
    okCodes: [1, 128],
    parse: ({ stdout, exitCode }) => (exitCode === 0 ? stdout.trim() : null),
  };
}

function contentBlob(path: string): Command<string | null> {
  return {
    file: 'git',
    argv: ['hash-object', '--', basename(path)],
    cwd: dirname(path),
    reads: true,
    okCodes: [1, 128],
    parse: ({ stdout, exitCode }) => (exitCode === 0 ? stdout.trim() : null),
  };
}

/** False for a file that HEAD does not have. */
export async function isHeadContent(runner: Runner, path: string): Promise<boolean> {
  const [head, content] = await Promise.all([runner.run(headBlob(path)), runner.run(contentBlob(path))]);
  return head !== null && head === content;
}

/** Whether git is writing a worktree's index at this moment: a checkout, a stash or a reset is under way. */
export async function isGitBusy(gitDirectory: string): Promise<boolean> {
  return await lstat(join(gitDirectory, 'index.lock')).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw error;
    },
  );
}
