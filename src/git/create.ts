/**
 * The verbs that make a worktree. `worktree add` without a checkout is milliseconds and goes under the
 * repository's lock; the checkout itself goes on beside others.
 */
import type { WorktreeId } from '../ids.ts';
import type { Command } from '../process/command.ts';

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
 * Registers the worktree, locked, and makes the branch; no tracking, as that would write to the shared `.git/config`.
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
