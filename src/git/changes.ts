/**
 * How much a worktree differs: commits beyond its base, changed files, changed lines.
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
    isLong: true,
    parse: ({ stdout }) => stdout.split('\0').filter((line) => line !== '').length,
  };
}

export interface LineCount {
  readonly added: number;
  readonly removed: number;
}

/** Lines that are other than in that commit, committed or not; what git does not know yet is not counted. */
export function countLines(worktree: string, commit: string): Command<LineCount> {
  return {
    file: 'git',
    argv: ['-C', worktree, 'diff', '--no-ext-diff', '--shortstat', '--end-of-options', commit, '--'],
    reads: true,
    isLong: true,
    parse: ({ stdout }) => parseShortstat(stdout),
  };
}

/** ` 3 files changed, 12 insertions(+), 4 deletions(-)`: a count of zero is left out. Not translated by C's locale. */
export function parseShortstat(text: string): LineCount {
  const count = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);
  return { added: count('insertion'), removed: count('deletion') };
}
