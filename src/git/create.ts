/**
 * The verbs that make a worktree. `worktree add` without a checkout is milliseconds and goes under the
 * repository's lock; the checkout itself goes on beside others.
 */
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import type { WorktreeId } from '../ids.ts';
import { type Command, CommandError, type Runner } from '../process/command.ts';

/** git's reason for the lock on a worktree in the making: git writes it first of all, so it tells whose that is. */
export function makingLock(id: WorktreeId): string {
  return `pane: making ${id}`;
}

export interface NewWorktree {
  readonly id: WorktreeId;
  /** The main worktree, or the common git directory of a bare repository. */
  readonly from: string;
  readonly path: string;
  readonly branch: string;
  /** The commit that a new branch starts at; null: the branch is there. */
  readonly start: string | null;
}

/**
 * Registers the worktree, locked, and makes the branch; no tracking, whatever the user's configuration says of it.
 * Without a checkout git runs no post-checkout hook, but a hook that may forbid the branch is asked before anything else
 * is made.
 */
export function addWorktree({ id, from, path, branch, start }: NewWorktree): Command<void> {
  const lock = ['--lock', '--reason', makingLock(id)];
  const what = start === null ? ['--', path, branch] : ['--no-track', '-b', branch, '--', path, start];
  return {
    file: 'git',
    argv: [
      ...['-c', 'worktree.guessRemote=false'],
      ...['worktree', 'add', '--no-checkout', ...lock, ...what],
    ],
    cwd: from,
    reads: false,
    parse: () => {},
  };
}

/**
 * Whether a bare repository says `core.bare` for all its worktrees, new ones included: with `extensions.worktreeConfig`
 * git no longer makes an exception for those (git-worktree(1), "Configuration file").
 */
export function saysBareForAll(common: string): Command<boolean> {
  const names = '^(core\\.bare|extensions\\.worktreeconfig)$';
  return {
    file: 'git',
    argv: ['config', '--file', `${common}/config`, '--type=bool', '--get-regexp', names],
    reads: true,
    okCodes: [1], // neither
    parse: ({ stdout }) =>
      ['core.bare', 'extensions.worktreeconfig'].every((name) => stdout.split('\n').includes(`${name} true`)),
  };
}

const NO_UPSTREAM = /starting point .* is not a branch/;

/**
 * Lets a new branch track the remote's one that it was made from, as `git switch` does; a ref that no remote is fetched
 * into can't be tracked. Writes to the shared `.git/config`: the caller holds the repository's lock.
 * @param upstream full name
 */
export async function trackBranch(
  runner: Runner,
  cwd: string,
  branch: string,
  upstream: string,
): Promise<void> {
  const argv = ['branch', '--quiet', `--set-upstream-to=${upstream}`, '--', branch];
  await runner.run({ file: 'git', argv, cwd, reads: false, parse: () => {} }).catch((error: unknown) => {
    if (!(error instanceof CommandError) || !NO_UPSTREAM.test(error.stderr)) throw error;
  });
}

/** Fills a worktree that was added without a checkout; safe to repeat until the user has had it. */
export function checkOut(path: string): Command<void> {
  return {
    file: 'git',
    argv: ['-C', path, 'reset', '--hard', '--quiet', '--no-recurse-submodules'],
    reads: false,
    parse: () => {},
  };
}

/** Where git would look for the hook, which need not be there. */
function askHook(worktree: string, name: string): Command<string> {
  return {
    file: 'git',
    argv: ['-C', worktree, 'rev-parse', '--git-path', `hooks/${name}`],
    reads: false, // a read is told that there are no hooks
    // What is relative starts at the worktree's root, where hooks run.
    parse: ({ stdout }) => resolve(worktree, stdout.replace(/\n$/, '')),
  };
}

const askPrograms: Command<string> = {
  file: 'git',
  argv: ['--exec-path'],
  reads: true,
  parse: ({ stdout }) => stdout.replace(/\n$/, ''),
};

/** As git sees it: one that may not be run is none. */
function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs the user's own hook exactly as `git worktree add` would have (githooks(5)). Not by `git hook run`: that exports
 * GIT_DIR, by which every other repository that the hook looks at would be this one.
 * @param env the environment that git would have got
 */
export async function runPostCheckout(
  runner: Runner,
  worktree: string,
  commit: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [hook, programs] = await Promise.all([
    runner.run(askHook(worktree, 'post-checkout')),
    runner.run(askPrograms),
  ]);
  if (!mayRun(hook)) return;
  await runner.run({
    file: hook,
    argv: ['0'.repeat(commit.length), commit, '1'],
    cwd: worktree,
    env: { GIT_PREFIX: '', GIT_EXEC_PATH: programs, PATH: [programs, env.PATH ?? ''].join(':') },
    reads: false,
    parse: () => {},
  });
}
