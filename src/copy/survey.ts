/**
 * What the main worktree has that git does not carry into a new worktree: asked once, shared by all tasks.
 */
import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { listIgnored, listUntracked } from '../git/ignored.ts';
import type { Runner } from '../process/command.ts';

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
