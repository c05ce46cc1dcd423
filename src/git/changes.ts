/**
 * How much a worktree differs: changed files, changed lines. Pure.
 */
import type { Command } from '../process/command.ts';

/**
 * Changed and untracked files: of an untracked folder each file counts, a renamed file counts once. `but`: paths in the
 * worktree that don't count.
 */
export function countDirty(worktree: string, but: readonly string[] = []): Command<number> {
  const options = ['--porcelain', '--untracked-files=all', '--renames', '-z'];
  const excluded = but.map((path) => `:(exclude,literal)${path}`);
  return {
    file: 'git',
    argv: ['-C', worktree, 'status', ...options, ...(but.length === 0 ? [] : ['--', '.', ...excluded])],
    reads: true,
    isLong: true,
    parse: ({ stdout }) => countEntries(stdout),
  };
}

/** The old name of a renamed or copied file follows it as a field of its own. */
export function countEntries(text: string): number {
  const fields = text.split('\0').slice(0, -1);
  let count = 0;
  for (let index = 0; index < fields.length; index += /^(?:[RC].|.[RC]) /.test(fields[index] ?? '') ? 2 : 1)
    count += 1;
  return count;
}

export interface LineCount {
  readonly added: number;
  readonly removed: number;
}

/** Lines that are other than in that commit, committed or not; what git does not know yet is not counted. */
export function countLines(worktree: string, commit: string): Command<LineCount> {
  return {
    file: 'git',
    // Unlike `git diff` it goes by no diff.* setting but those of a file's own driver.
    argv: [
      ...['-C', worktree, 'diff-index', '--no-ext-diff', '--no-textconv', '--find-renames', '--shortstat'],
      ...['--end-of-options', commit, '--'],
    ],
    reads: true,
    isLong: true,
    parse: ({ stdout }) => parseShortstat(stdout),
  };
}

/** ` 3 files changed, 12 insertions(+), 4 deletions(-)`: a count of zero is left out. Not translated by C's locale. */
function parseShortstat(text: string): LineCount {
  const count = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);
  return { added: count('insertion'), removed: count('deletion') };
}
