/**
 * The verbs that make a worktree. `worktree add` without a checkout is milliseconds and goes under the
 * repository's lock; the checkout itself goes on beside others.
 */
import type { WorktreeId } from '../ids.ts';
import { type Command, CommandError, type Runner } from '../process/command.ts';

const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

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
 */
export function addWorktree({ id, from, path, branch, start }: NewWorktree): Command<void> {
  const lock = ['--lock', '--reason', makingLock(id)];
  const what = start === null ? ['--', path, branch] : ['--no-track', '-b', branch, '--', path, start];
  return {
    file: 'git',
    argv: [
      ...[...NO_HOOKS, '-c', 'worktree.guessRemote=false'],
      ...['worktree', 'add', '--no-checkout', ...lock, ...what],
    ],
    cwd: from,
    reads: false,
    parse: () => {},
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

/** Runs the user's own hook as `git worktree add` would have (githooks(5)). */
export function runPostCheckout(path: string, commit: string): Command<void> {
  const none = '0'.repeat(commit.length);
  return {
    file: 'git',
    argv: ['-C', path, 'hook', 'run', '--ignore-missing', 'post-checkout', '--', none, commit, '1'],
    reads: false,
    parse: () => {},
  };
}
