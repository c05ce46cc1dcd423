/**
 * What the main worktree has that git does not carry into a new worktree: asked once, shared by all tasks.
 */

import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PaneError } from '../errors.ts';
import { listIgnored, listUntracked } from '../git/ignored.ts';
import type { Runner } from '../process/command.ts';
import { isErrno } from './entry.ts';
import { parseInclude } from './patterns.ts';

export interface Survey {
  /** The main worktree; null in a bare repository, where there is nothing to bring. */
  readonly root: string | null;
  /** As `git/ignored` lists them. */
  readonly ignored: readonly string[];
  readonly untracked: readonly string[];
  /** Paths below the root that are never brought: worktrees and their folder. */
  readonly avoid: readonly string[];
}

export interface SurveyOptions {
  readonly root: string | null;
  /** Absolute: the folder of the worktrees and every linked worktree. */
  readonly worktrees: readonly string[];
}

async function pathBelow(root: string, path: string): Promise<string[]> {
  const real = await realpath(path).catch(() => path); // may not be made yet
  const inside = relative(root, real);
  return inside === '' || /^\.\.(\/|$)/.test(inside) ? [] : [inside];
}

/** @throws {CommandError} when git does not answer: that is never read as "nothing there". */
export async function surveyFiles(runner: Runner, options: SurveyOptions): Promise<Survey> {
  if (options.root === null) return { root: null, ignored: [], untracked: [], avoid: [] };
  const root = await realpath(options.root);
  const [ignored, untracked, avoid] = await Promise.all([
    runner.run(listIgnored(root)),
    runner.run(listUntracked(root)),
    Promise.all(options.worktrees.map(async (path) => await pathBelow(root, path))),
  ]);
  return { root, ignored, untracked, avoid: avoid.flat() };
}

/**
 * The patterns of `.worktreeinclude` at the root of the main worktree; none where there is no such file.
 * A symbolic link there is not followed: it could make any file's text a pattern.
 * @throws {PaneError} `config` where it can't be read.
 */
export async function loadWorktreeInclude(root: string | null): Promise<readonly string[]> {
  if (root === null) return [];
  const path = join(root, '.worktreeinclude');
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return parseInclude(await file.readFile('utf8'));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    const why = isErrno(error, 'ELOOP') ? 'it is a symbolic link' : String(error);
    throw new PaneError('config', `${path} could not be read: ${why}`, {
      hint: 'Make it a plain file, or remove it.',
      cause: error,
    });
  }
}
