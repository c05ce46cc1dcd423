/**
 * What stands at a path of the main worktree, never followed through a symbolic link.
 */
import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, PaneError } from '../errors.ts';

/** Something that can be brought along. */
export interface Entry {
  /** Relative to the root, without a slash at the end. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
}

/** Null where nothing is, also where a parent is no directory. */
export async function lstatIfThere(path: string): Promise<Stats | null> {
  return await lstat(path).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw new PaneError('failed', `could not read \`${path}\``, { cause: error });
  });
}

/** Null for what is neither file, directory nor link: a socket, a fifo, a device. */
export function kindOf(stats: Stats | Dirent): Entry['kind'] | null {
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isDirectory()) return 'directory';
  return stats.isFile() ? 'file' : null;
}

/** The content of a directory, empty if it is gone. */
export async function listDirectory(root: string, path: string): Promise<Dirent[]> {
  return await readdir(join(root, path), { withFileTypes: true }).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw new PaneError('failed', `could not read the directory \`${path}\``, { cause: error });
  });
}

/** Whether the directory is a repository or worktree of its own. */
export async function holdsRepository(root: string, path: string): Promise<boolean> {
  return (await lstatIfThere(join(root, path, '.git'))) !== null;
}
