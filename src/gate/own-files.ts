/**
 * Removing files that `pane` itself wrote: only below a directory named `pane`, inside a git directory or the user's caches.
 */
import { unlink } from 'node:fs/promises';
import { basename, isAbsolute, relative } from 'node:path';
import { isErrno, PaneError } from '../errors.ts';

/**
 * Removes one file below `directory`, which is `<admin>/pane`, `<common>/pane` or the cache; a missing one is fine.
 * @throws {PaneError} for any other place.
 */
export async function removeOwnFile(directory: string, path: string): Promise<void> {
  const below = relative(directory, path);
  if (basename(directory) !== 'pane' || below === '' || below.startsWith('..') || isAbsolute(below)) {
    throw new PaneError('failed', `not a file of pane's: ${path}`);
  }
  await unlink(path).catch((error: unknown) => {
    if (!isErrno(error, 'ENOENT')) throw error;
  });
}
