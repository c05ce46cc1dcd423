/**
 * What may lie uncommitted in the worktree of a made-up history.
 */
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { History } from './histories.ts';
import type { Sandbox } from './sandbox.ts';

/** By turns, so that each comes as often. */
export const LEFTOVERS = [
  'nothing',
  'a changed file',
  'a staged rename',
  'an untracked folder',
  'a name that is not UTF-8',
  'a removed file',
  'staged and changed again',
  'an ignored file',
  'a bit of all',
] as const;
export type Leftover = (typeof LEFTOVERS)[number];

/** The worktree has a file of the task's, as `play` leaves it. */
export async function leave(sandbox: Sandbox, history: History, what: Leftover): Promise<void> {
  const { worktree } = history;
  const at = (...parts: readonly string[]) => join(worktree, ...parts);
  const git = (...args: readonly string[]) => sandbox.git('-C', worktree, ...args);
  switch (what) {
    case 'nothing':
      return;
    case 'a changed file':
      return await appendFile(at('.gitignore'), 'more\n');
    case 'a staged rename':
      await git('mv', '.gitignore', 'moved');
      return;
    case 'an untracked folder':
      await mkdir(at('new folder/below'), { recursive: true });
      for (const name of ['one', 'two', 'below/three']) await writeFile(at('new folder', name), 'new\n');
      return;
    case 'a name that is not UTF-8':
      return await writeFile(Buffer.from(at('caf\xe9.txt'), 'latin1'), 'x\ny\n');
    case 'a removed file':
      return await rm(at('.gitignore'));
    case 'staged and changed again':
      await writeFile(at('staged'), 'staged\n');
      await git('add', 'staged');
      return await appendFile(at('staged'), 'again\n');
    case 'an ignored file':
      return await writeFile(at('ignored'), 'ignored\n');
    case 'a bit of all':
      await leave(sandbox, history, 'a staged rename');
      await leave(sandbox, history, 'an untracked folder');
      await leave(sandbox, history, 'a name that is not UTF-8');
      await leave(sandbox, history, 'staged and changed again');
  }
}
