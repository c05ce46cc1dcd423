/**
 * Which repository a directory belongs to, and its worktrees: one call of git, mostly.
 */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { PaneError } from '../errors.ts';
import { type Command, CommandError, type Runner } from '../process/command.ts';
import { locate, type Place } from './locate.ts';
import { askWorktrees, type ListedWorktree } from './worktrees.ts';

export interface Repository {
  /** Real path of the common git directory: the repository's identity. */
  readonly common: string;
  /** Root of the main worktree; null in a bare repository. */
  readonly main: string | null;
  /** Root of the worktree that the command was run in; null outside any (bare repository, inside `.git`). */
  readonly top: string | null;
}

function askPlace(cwd: string): Command<Place> {
  return {
    file: 'git',
    argv: ['rev-parse', '--path-format=absolute', '--is-inside-work-tree', '--show-cdup', '--git-common-dir'],
    cwd,
    reads: true,
    parse: ({ stdout }) => {
      // The path comes last because it may hold newlines itself; outside a worktree there is no cdup line.
      const lines = stdout.replace(/\n$/, '').split('\n');
      const inside = lines.shift() === 'true';
      const up = inside ? (lines.shift() ?? '') : null;
      if (!inside && lines[0] === '') lines.shift();
      return { common: realpathSync.native(lines.join('\n')), top: up === null ? null : resolve(cwd, up) };
    },
  };
}

function explain(cwd: string, error: unknown): never {
  if (error instanceof CommandError && /not a git repository/i.test(error.stderr)) {
    throw new PaneError('usage', `${cwd} is not in a git repository`, {
      hint: 'Change to your project, or name its directory with -C.',
      cause: error,
    });
  }
  if (error instanceof CommandError && /dubious ownership/i.test(error.stderr)) {
    throw new PaneError('usage', `git does not trust the repository at ${cwd}: it belongs to another user`, {
      hint: 'See safe.directory in `git help config`.',
      cause: error,
    });
  }
  throw error;
}

/** Null where it can't be told without git. */
function located(directory: string): Place | null {
  try {
    return locate(directory);
  } catch {
    return null; // git tells what is wrong
  }
}

/** @throws {PaneError} `usage` where there is no repository. */
export async function findRepository(
  runner: Runner,
  cwd: string,
): Promise<{ readonly repository: Repository; readonly worktrees: readonly ListedWorktree[] }> {
  try {
    const directory = realpathSync.native(cwd);
    const listing = askWorktrees(runner, directory);
    const quick = located(directory);
    const worktrees = await listing;
    const isSure = worktrees.some(({ path }) => path === quick?.top);
    const place = quick !== null && isSure ? quick : await runner.run(askPlace(directory));
    return { repository: repositoryAt(place, worktrees), worktrees };
  } catch (error) {
    return explain(cwd, error);
  }
}

function repositoryAt({ common, top }: Place, worktrees: readonly ListedWorktree[]): Repository {
  const [first, ...linked] = worktrees;
  const inLinked = linked.some((worktree) => worktree.path === top);
  const listed = first === undefined || first.bare ? null : first.path;
  // In a submodule git lists its git directory first, so the place we are in is the better witness.
  const main = top !== null && !inLinked ? top : listed;
  return { common, main, top };
}
