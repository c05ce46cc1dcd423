/**
 * What a worktree's HEAD has that others have not, and what the refs were in the past.
 */

import { isErrno } from '../errors.ts';
import type { Command } from '../process/command.ts';
import { readIfThere } from './small-file.ts';

export interface Commit {
  readonly id: string;
  /** None: the first of its history, or as far as a shallow clone goes. */
  readonly parents: readonly string[];
}

/**
 * The commits that HEAD has and none of the others has, HEAD's own first. Of the others those are left out whose
 * object is gone.
 */
export function listCommits(worktree: string, others: readonly string[]): Command<Commit[]> {
  return {
    file: 'git',
    argv: ['-C', worktree, 'rev-list', '--parents', '--ignore-missing', 'HEAD', '--not', ...others, '--'],
    reads: true,
    isLong: true,
    parse: ({ stdout }) =>
      stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [id = '', ...parents] = line.split(' ');
          return { id, parents };
        }),
  };
}

/** Of commits that HEAD has, the one that has the others; where none has, the youngest of those that no other has. */
export function youngest(worktree: string, commits: readonly string[]): Command<string> {
  return {
    file: 'git',
    argv: ['-C', worktree, 'merge-base', 'HEAD', ...commits],
    reads: true,
    isLong: true,
    parse: ({ stdout }) => stdout.trim(),
  };
}

/** How many commits it has that were not here: not in `before`, or, where that is null, on no branch of here or a remote. */
export function countNew(common: string, commit: string, before: string | null): Command<number> {
  const known = before === null ? ['--branches', '--remotes'] : [before];
  return {
    file: 'git',
    argv: ['--git-dir', common, 'rev-list', '--count', '--ignore-missing', commit, '--not', ...known, '--'],
    reads: true,
    isLong: true,
    parse: ({ stdout }) => Number(stdout.trim()),
  };
}

export interface RefMove {
  readonly from: string;
  readonly to: string;
  /** `commit: MESSAGE`, `rebase (start): checkout main` … */
  readonly message: string;
}

/** Where a ref has no log, git may have left a folder for those of refs below it. */
function logText(path: string): string {
  try {
    return readIfThere(path) ?? '';
  } catch (error) {
    if (isErrno(error, 'EISDIR')) return '';
    throw error;
  }
}

/**
 * What git logged of a ref's moves, the oldest first (gitrepository-layout(5)). None where it keeps no log, or another
 * kind of one (reftables).
 * @param directory the common git directory; for HEAD a worktree's own
 */
export function readRefLog(directory: string, ref: string): RefMove[] {
  const lines = logText(`${directory}/logs/${ref}`).split('\n');
  return lines.flatMap((line) => {
    const [, from, to, message = ''] = /^([0-9a-f]+) ([0-9a-f]+) [^\t]*(?:\t(.*))?$/.exec(line) ?? [];
    return from === undefined || to === undefined ? [] : [{ from, to, message }];
  });
}
