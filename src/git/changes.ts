/**
 * How much a worktree differs: commits beyond its base, and changed files.
 */
import type { Command } from '../process/command.ts';

/** Commits that HEAD has and the base has not; null if the base is gone. */
export function countAhead(worktree: string, base: string): Command<number | null> {
  return {
    file: 'git',
    argv: ['-C', worktree, 'rev-list', '--count', '--end-of-options', `${base}..HEAD`],
    reads: true,
    okCodes: [128],
    parse: ({ stdout, exitCode }) => (exitCode === 0 ? Number(stdout.trim()) : null),
  };
}

/** Changed and untracked files. A rename counts once: `-z` writes its old name as a field of its own. */
export function countDirty(worktree: string): Command<number> {
  return {
    file: 'git',
    argv: ['-C', worktree, 'status', '--porcelain', '--no-renames', '-z'],
    reads: true,
    parse: ({ stdout }) => stdout.split('\0').filter((line) => line !== '').length,
  };
}
