/**
 * What a worktree has that a commit has not: `git diff` with an index of its own, so that files which git
 * does not know yet are in it and nobody's index changes.
 */
import { type Command, withoutGitPlace } from '../process/command.ts';
import type { Interactive } from '../process/interactive.ts';

/**
 * Paths of the files that git neither has nor ignores, a character for each byte: a path need not be UTF-8. A
 * repository of its own ends with a slash.
 */
export function listUntracked(worktree: string): Command<string[]> {
  return {
    file: 'git',
    argv: ['-C', worktree, ...QUIET, 'ls-files', '--others', '--exclude-standard', '-z'],
    encoding: 'latin1',
    reads: true,
    isLong: true,
    parse: ({ stdout }) => stdout.split('\0').filter((path) => path !== ''),
  };
}

/** An index elsewhere is written whole, and no daemon is started to watch the files. */
const QUIET = ['-c', 'core.splitIndex=false', '-c', 'core.fsmonitor=false'];

/** The id of an empty file, in repositories of SHA-1 and of SHA-256. */
const EMPTY = new Map([
  [40, 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'],
  [64, '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813'],
]);

/**
 * Adds files to an index as ones of unknown content, which git then reads from the worktree: nothing is
 * written to the object store, as `git add --intent-to-add` would.
 * @param paths as `listUntracked` tells them
 * @param commit any commit of the repository, by its full id
 */
export function addToIndex(
  worktree: string,
  index: string,
  paths: readonly string[],
  commit: string,
): Command<void> {
  const id = EMPTY.get(commit.length) ?? '';
  return {
    file: 'git',
    argv: ['-C', worktree, ...QUIET, 'update-index', '-z', '--index-info'],
    env: { GIT_INDEX_FILE: index },
    encoding: 'latin1',
    stdin: paths.map((path) => `100644 ${id}\t${path}\0`).join(''),
    reads: false,
    parse: () => {},
  };
}

/** For the user's own eyes: pager, colours and language are theirs. */
export function showDiff(
  worktree: string,
  index: string,
  commit: string,
  options: { readonly stat: boolean; readonly env: Interactive['env'] },
): Interactive {
  return {
    file: 'git',
    argv: ['-C', worktree, ...QUIET, 'diff', ...(options.stat ? ['--stat'] : []), commit, '--'],
    env: { ...withoutGitPlace(options.env), GIT_INDEX_FILE: index, GIT_OPTIONAL_LOCKS: '0' },
  };
}
