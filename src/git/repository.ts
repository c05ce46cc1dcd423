/**
 * Which repository a directory belongs to, and its worktrees: one call of git, mostly.
 */
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { PaneError } from '../errors.ts';
import { type Command, CommandError, type Runner } from '../process/command.ts';
import { gitDirectoryOf, locate, type Place } from './locate.ts';
import { readIfThere } from './small-file.ts';
import { askWorktrees, type ListedWorktree } from './worktrees.ts';

export interface Repository {
  /** Real path of the common git directory: the repository's identity. */
  readonly common: string;
  /** Root of the main worktree; null in a bare repository. */
  readonly main: string | null;
  /** Root of the worktree that the command was run in; null outside any (bare repository, inside `.git`). */
  readonly top: string | null;
}

/** One fact for each call: a path may hold whatever separates two. */
function ask(cwd: string, fact: string): Command<string> {
  return {
    file: 'git',
    argv: ['rev-parse', '--path-format=absolute', fact],
    cwd,
    reads: true,
    parse: ({ stdout }) => stdout.replace(/\n$/, ''),
  };
}

async function askPlace(runner: Runner, cwd: string): Promise<Place> {
  const [inside, common] = await Promise.all([
    runner.run(ask(cwd, '--is-inside-work-tree')),
    runner.run(ask(cwd, '--git-common-dir')),
  ]);
  const top = inside === 'true' ? await runner.run(ask(cwd, '--show-toplevel')) : null;
  return {
    common: realpathSync.native(common),
    top: top === null ? null : realpathSync.native(top),
  };
}

/** The worktree that `core.worktree` names; null where it names none. */
function askWorktreeOf(common: string): Command<string | null> {
  const { parse, ...command } = ask(common, '--show-toplevel');
  return {
    ...command,
    okCodes: [128],
    parse: (answer) => (answer.exitCode === 0 ? parse(answer) : null),
  };
}

/** Where a repository is told its main worktree, should git not know it (`git init --separate-git-dir`). */
export function mainRecord(common: string): string {
  return `${common}/pane/main`;
}

/** Null: nothing was recorded, or that is of another repository by now. */
function recordedMain(common: string): string | null {
  const recorded = readIfThere(mainRecord(common));
  return recorded !== null && gitDirectoryOf(recorded) === common ? recorded : null;
}

/**
 * The main worktree: its `.git` leads to the common directory itself. Of a submodule and of a git directory that lies
 * elsewhere git lists that directory in its place.
 */
async function findMain(
  runner: Runner,
  { common, top }: Place,
  first: ListedWorktree | undefined,
): Promise<string | null> {
  if (top !== null && gitDirectoryOf(top) === common) return top;
  if (first === undefined || first.bare) return null;
  if (gitDirectoryOf(first.path) === common) return first.path;
  const named = recordedMain(common) ?? (await runner.run(askWorktreeOf(common)));
  // In a worktree without a `.git`, git can't be asked.
  return named !== null && gitDirectoryOf(named) === common ? named : null;
}

/**
 * The folder that a project lies in: the main worktree, or of a bare repository the folder whose `.git` leads to it.
 * Null: there is neither.
 */
export function repositoryRootOf({ common, main }: Pick<Repository, 'common' | 'main'>): string | null {
  if (main !== null) return main;
  const beside = dirname(common);
  return gitDirectoryOf(beside) === common ? beside : null;
}

/** Where a person would change to: the folder of the project, else the git directory, which a lone bare repository is. */
export function homeOf(repository: Pick<Repository, 'common' | 'main'>): string {
  return repositoryRootOf(repository) ?? repository.common;
}

/** There is no repository: no project can be here. */
export class NoRepository extends PaneError {}

function explain(cwd: string, error: unknown): never {
  if (error instanceof CommandError && /not a git repository/i.test(error.stderr)) {
    throw new NoRepository('usage', `${cwd} is not in a git repository`, {
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
    const place = quick !== null && isSure ? quick : await askPlace(runner, directory);
    const main = await findMain(runner, place, worktrees[0]);
    return { repository: { ...place, main }, worktrees };
  } catch (error) {
    return explain(cwd, error);
  }
}
