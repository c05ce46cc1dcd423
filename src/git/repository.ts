/**
 * Which repository a directory belongs to, and its worktrees: two calls of git, made at once.
 */
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PaneError } from '../errors.ts';
import { type Command, CommandError, type Runner } from '../process/command.ts';
import { askWorktrees, type ListedWorktree } from './worktrees.ts';

export interface Repository {
  /** Real path of the common git directory: the repository's identity. */
  readonly common: string;
  /** Root of the main worktree; null in a bare repository. */
  readonly main: string | null;
  /** Root of the worktree that the command was run in; null outside any (bare repository, inside `.git`). */
  readonly top: string | null;
}

interface Place {
  readonly common: string;
  /** From the directory up to the worktree's root, `../../`; null outside any worktree. */
  readonly up: string | null;
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
      return { common: lines.join('\n'), up };
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

/** @throws {PaneError} `usage` where there is no repository. */
export async function findRepository(
  runner: Runner,
  cwd: string,
): Promise<{ readonly repository: Repository; readonly worktrees: readonly ListedWorktree[] }> {
  const [place, worktrees] = await Promise.all([runner.run(askPlace(cwd)), askWorktrees(runner, cwd)]).catch(
    (error: unknown) => explain(cwd, error),
  );
  const common = await realpath(place.common);
  const top = place.up === null ? null : resolve(await realpath(cwd), place.up);
  const [first, ...linked] = worktrees;
  const inLinked = linked.some((worktree) => worktree.path === top);
  const listed = first === undefined || first.bare ? null : first.path;
  // In a submodule git lists its git directory first, so the place we are in is the better witness.
  const main = top !== null && !inLinked ? top : listed;
  return { repository: { common, main, top }, worktrees };
}
