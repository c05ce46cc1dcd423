/**
 * The file at the root of the main worktree that adds to what is copied.
 */
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno, PaneError } from '../errors.ts';
import { parseInclude } from './include-text.ts';

/**
 * The patterns of `.worktreeinclude` at the root of the main worktree; none where there is no such file.
 * A symbolic link there is not followed: it could make any file's text a pattern.
 * @throws {PaneError} `config` where it can't be read.
 */
export function loadWorktreeInclude(root: string | null): readonly string[] {
  if (root === null) return [];
  const path = join(root, '.worktreeinclude');
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return parseInclude(readFileSync(file, 'utf8'));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    const why = isErrno(error, 'ELOOP') ? 'it is a symbolic link' : String(error);
    throw new PaneError('config', `could not read ${path}: ${why}`, {
      hint: 'Make it a regular file, or remove it.',
      cause: error,
    });
  }
}
