/**
 * Where a repository lies, as `git rev-parse` would tell, from a few looks at the file system: another call of git
 * would take as long as everything else that finding a project takes. Only the common case; what it says is to be
 * checked against git's list of worktrees.
 */
import { basename, dirname, join, resolve } from 'node:path';
import { linkOf, readIfThere, realPathIfThere } from './small-file.ts';

export interface Place {
  /** Real path of the common git directory. */
  readonly common: string;
  /** Real path of the root of the worktree; null outside any. */
  readonly top: string | null;
}

/** As git recognises one. */
function isGitDirectory(path: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => realPathIfThere(join(path, name)) !== null);
}

/** Where a worktree's `.git` leads, whatever form it has: a file, a directory, a symbolic link to one. A real path; null: nowhere. */
export function gitDirectoryOf(top: string): string | null {
  const git = join(top, '.git');
  const linked = linkOf(git);
  return linked === null ? realPathIfThere(git) : realPathIfThere(resolve(top, linked));
}

/** Null: not the common case. `directory`: a real path. */
export function locate(directory: string): Place | null {
  for (let folder = directory; ; folder = dirname(folder)) {
    // In a git directory there is no worktree, whatever lies above.
    if (basename(folder) === '.git' || isGitDirectory(folder)) return null;
    const admin = gitDirectoryOf(folder);
    if (admin !== null) return placeOf(folder, admin);
    if (folder === dirname(folder)) return null;
  }
}

function placeOf(top: string, admin: string): Place | null {
  const linked = readIfThere(join(admin, 'commondir'));
  const common = linked === null ? admin : realPathIfThere(resolve(admin, linked.replace(/\n$/, '')));
  return common === null || !isGitDirectory(common) ? null : { common, top };
}
