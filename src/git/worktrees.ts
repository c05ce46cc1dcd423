/**
 * `git worktree list` (git-worktree(1)) and the admin directories behind it.
 */
import { dirname, join, resolve } from 'node:path';
import { tryAgain } from '../poll.ts';
import { type Command, CommandError, type Runner } from '../process/command.ts';
import { gitDirectoryOf } from './locate.ts';
import { linkOf, listIfThere, readIfThere } from './small-file.ts';
import { isTaken } from './taken.ts';

export interface ListedWorktree {
  readonly path: string;
  /** The commit, null in a bare repository; all zeros for a branch without commits. */
  readonly head: string | null;
  /** Without `refs/heads/`; null where HEAD is detached. */
  readonly branch: string | null;
  readonly bare: boolean;
  /** The reason, perhaps empty; null: not locked. */
  readonly locked: string | null;
  readonly prunable: boolean;
}

/** Parses `--porcelain -z`: fields end with NUL, a record with an empty field; a path may hold newlines. */
export function parseWorktrees(text: string): ListedWorktree[] {
  return text
    .split('\0\0')
    .filter((record) => record !== '')
    .map((record) => {
      const fields = new Map(
        record.split('\0').map((field): [string, string] => {
          const space = field.indexOf(' ');
          return space === -1 ? [field, ''] : [field.slice(0, space), field.slice(space + 1)];
        }),
      );
      return {
        path: fields.get('worktree') ?? '',
        head: fields.get('HEAD') ?? null,
        branch: fields.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
        bare: fields.has('bare'),
        locked: fields.get('locked') ?? null,
        prunable: fields.has('prunable'),
      };
    });
}

function listWorktrees(cwd: string): Command<ListedWorktree[]> {
  return {
    file: 'git',
    argv: ['worktree', 'list', '--porcelain', '-z'],
    cwd,
    reads: true,
    parse: ({ stdout }) => parseWorktrees(stdout),
  };
}

/** How often, and after how long, git is asked again while another process adds or removes a worktree. */
const ATTEMPTS = { times: 41, everyMs: 25 };

const HALF_THERE =
  /failed to read .*worktrees\/.*: (No such file or directory|Success)|Invalid path .*worktrees\/.*: No such file/;

/**
 * git makes a worktree's admin directory file by file and takes its `locked` away at the end; where it finds a file
 * or the directory not there yet, or no longer, it gives up on the whole list.
 */
function isHalfThere(error: unknown): boolean {
  return error instanceof CommandError && HALF_THERE.test(error.stderr);
}

/** Every worktree of the repository, the main one first. @throws {CommandError} where git does not answer. */
export async function askWorktrees(runner: Runner, cwd: string): Promise<ListedWorktree[]> {
  return await tryAgain(ATTEMPTS, () => runner.run(listWorktrees(cwd)), isHalfThere);
}

/** git's own directory of a linked worktree. */
export interface AdminDirectory {
  /** Absolute path of `<common>/worktrees/<id>`. */
  readonly path: string;
  /** The worktree that its `gitdir` file names. */
  readonly worktree: string;
}

/** Every admin directory of the repository that names a worktree, each read when it is asked for. */
export function* eachAdminDirectory(common: string): Generator<AdminDirectory> {
  const parent = `${common}/worktrees`;
  for (const name of listIfThere(parent)) {
    const path = `${parent}/${name}`;
    const gitdir = readIfThere(`${path}/gitdir`);
    if (gitdir !== null) yield { path, worktree: worktreeNamed(gitdir, path) };
  }
}

export function listAdminDirectories(common: string): AdminDirectory[] {
  return [...eachAdminDirectory(common)];
}

function worktreeNamed(gitdir: string, admin: string): string {
  const worktree = /^(\/[\s\S]*)\/\.git\n?$/.exec(gitdir)?.[1];
  // With worktree.useRelativePaths the path is relative to the admin directory.
  return worktree ?? dirname(resolve(admin, gitdir.replace(/\n$/, '')));
}

/** The admin directory that a worktree's `.git` leads to, as a real path; null if there is none. */
export function adminDirectoryOf(worktree: string): string | null {
  const directory = gitDirectoryOf(worktree);
  // A directory may be the main worktree's, or lead to an admin directory by a symbolic link.
  const isFile = linkOf(join(worktree, '.git')) !== null;
  return directory !== null && (isFile || isTaken(join(directory, 'commondir'))) ? directory : null;
}

/** Whether the worktree's `.git` leads to this admin directory, which is there. */
export function isLinkedTo(worktree: string, admin: string): boolean {
  const linked = linkOf(`${worktree}/.git`);
  return linked === admin || gitDirectoryOf(worktree) === admin;
}
