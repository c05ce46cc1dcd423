/**
 * What git calls ignored and untracked (git-ls-files(1), git-check-ignore(1)): `.gitignore` is asked about,
 * never interpreted again here. Paths are relative to the worktree; a directory ends with `/`. Pure.
 */
import type { Command } from '../process/command.ts';

function fields(text: string): string[] {
  return text.split('\0').filter((field) => field !== '');
}

/**
 * Ignored files, and ignored directories as one entry that git did not look into. A directory that is not
 * ignored itself but holds ignored things only is listed beside them.
 */
export function listIgnored(root: string): Command<string[]> {
  return {
    file: 'git',
    argv: ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'],
    cwd: root,
    reads: true,
    isLong: true,
    parse: ({ stdout }) => fields(stdout),
  };
}

/** Untracked files that are not ignored; of directories only nested repositories, which git does not enter. */
export function listUntracked(root: string): Command<string[]> {
  return {
    file: 'git',
    argv: ['ls-files', '--others', '--exclude-standard', '-z'],
    cwd: root,
    reads: true,
    isLong: true,
    parse: ({ stdout }) => fields(stdout),
  };
}

/** Which of the paths git ignores in this worktree. No path may lead through a symbolic link. */
export function findIgnored(worktree: string, paths: readonly string[]): Command<ReadonlySet<string>> {
  return {
    file: 'git',
    argv: ['check-ignore', '-z', '--stdin'],
    cwd: worktree,
    // git answers with the names as they were given; with `./` none is read as pathspec magic, `:(top)x`.
    stdin: paths.map((path) => `./${path}\0`).join(''),
    reads: true,
    isLong: true,
    okCodes: [1], // none of them
    parse: ({ stdout }) => new Set(fields(stdout).map((path) => path.slice(2))),
  };
}

/** What below these directories is neither tracked nor ignored; directories of which all is are one entry. */
export function listUnignoredBelow(worktree: string, directories: readonly string[]): Command<string[]> {
  const options = ['--others', '--exclude-standard', '--directory', '--no-empty-directory', '-z'];
  return {
    file: 'git',
    argv: ['--literal-pathspecs', 'ls-files', ...options, '--', ...directories],
    cwd: worktree,
    reads: true,
    isLong: true,
    parse: ({ stdout }) => fields(stdout),
  };
}
