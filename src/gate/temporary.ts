/**
 * Things in the making beside their target: named so that they can be told from the user's, moved into
 * place without overwriting, removed if they were left behind.
 */
import { randomBytes } from 'node:crypto';
import { lstat, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isErrno, PaneError } from '../errors.ts';
import { isTaken } from '../git/taken.ts';
import { endMakers } from './processes.ts';

const TEMPORARY = /^\..+\.pane-tmp-[0-9a-f]{12}$/s;

/** A name beside `target` that only `pane` uses. */
export function temporaryName(target: string): string {
  const base = basename(target).slice(0, 200);
  return join(dirname(target), `.${base}.pane-tmp-${randomBytes(6).toString('hex')}`);
}

/** Whether the name in a directory is a temporary of `target`'s: one that a killed `pane` left. */
export function isTemporaryOf(name: string, target: string): boolean {
  return TEMPORARY.test(name) && name.startsWith(`.${basename(target).slice(0, 200)}.pane-tmp-`);
}

/**
 * Renames a finished temporary to its target, unless something is there: that is kept. The caller holds the
 * task's lock, which is what keeps another `pane` from doing the same in between.
 */
export async function moveIntoPlace(temporary: string, target: string): Promise<'moved' | 'exists'> {
  if (!TEMPORARY.test(basename(temporary))) throw new PaneError('failed', `not a temporary: ${temporary}`);
  if (isTaken(target)) return 'exists';
  await rename(temporary, target);
  return 'moved';
}

/**
 * Removes a temporary, whatever is in it. A `cp` that a killed `pane` left writing a directory is ended before:
 * it carries the temporary's name as its `PANE_MAKING`.
 * @throws {PaneError} for a path with any other name.
 */
export async function removeTemporary(path: string): Promise<void> {
  if (!TEMPORARY.test(basename(path))) throw new PaneError('failed', `not a temporary: ${path}`);
  const stats = await lstat(path).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  });
  if (stats?.isDirectory()) await endMakers(path, null);
  await rm(path, { recursive: true, force: true });
}
