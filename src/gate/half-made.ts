/**
 * Clearing away a worktree that `pane` began to make and was killed over: nothing was checked out in it
 * yet, so there is nothing but git's own link and its registration.
 */
import { lstat, readdir, rm, rmdir, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isErrno, PaneError } from '../errors.ts';
import { listIfThere, readIfThere } from '../git/small-file.ts';
import { adminDirectoryOf } from '../git/worktrees.ts';

/** Null: no directory is there. */
async function namesIn(directory: string): Promise<string[] | null> {
  return await readdir(directory).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return null;
    throw error;
  });
}

/** git's link to the admin directory, perhaps not written yet. */
async function isOurLink(link: string, path: string, admin: string): Promise<boolean> {
  const stats = await lstat(link);
  return stats.isFile() && (stats.size === 0 || adminDirectoryOf(path) === admin);
}

/**
 * What git made at `path` for `admin`: its empty directory, or that with the link in it. Null: nothing, or something
 * else lies there, which is not looked at further.
 * @throws {PaneError} `conflict` where something has come into it
 */
async function madeAt(path: string, admin: string): Promise<readonly string[] | null> {
  const names = await namesIn(path);
  if (names === null || names.length === 0) return names;
  if (!names.includes('.git') || !(await isOurLink(join(path, '.git'), path, admin))) return null;
  if (names.length === 1) return names;
  throw new PaneError('conflict', `pane began ${path}, but now something else is in it`, {
    hint: 'Move it away, then run `pane up` again.',
  });
}

/** No `pane` has stamped it, nothing was checked out in it, and it is of that path, if git got that far. */
function isInTheMaking(admin: string, path: string): boolean {
  const names = listIfThere(admin);
  if (names.includes('index') || names.includes('index.lock')) return false;
  // A stamp that was cut off leaves its directory.
  if (listIfThere(join(admin, 'pane')).includes('stamp.json')) return false;
  const gitdir = readIfThere(join(admin, 'gitdir'))?.replace(/\n$/, '') ?? '';
  // With worktree.useRelativePaths the path is relative to the admin directory.
  return gitdir === '' || resolve(admin, gitdir) === join(path, '.git');
}

/**
 * Of the worktree in the making that git was told to lock with the reason `lock`: its registration, and what git made
 * at `path`. Where none has that lock, nothing of ours was begun. The caller holds the repository's lock.
 * @throws {PaneError} `conflict` where something was done with it; then nothing was removed
 */
export async function removeHalfMade(common: string, lock: string, path: string): Promise<void> {
  const admins = listIfThere(join(common, 'worktrees')).map((name) => join(common, 'worktrees', name));
  const admin = admins.find((each) => readIfThere(join(each, 'locked'))?.trim() === lock);
  if (admin === undefined) return;
  if (!isInTheMaking(admin, path)) {
    throw new PaneError('conflict', `pane began ${path}, and it has been used since`, {
      hint: 'Move it elsewhere (`git worktree unlock`, `git worktree move`, then check out another branch there), or remove it. Then run `pane up`.',
    });
  }
  const names = await madeAt(path, admin);
  if (names?.length === 1) await unlink(join(path, '.git'));
  if (names !== null) await rmdir(path);
  // The lock last: killed in between, the rest is found by it.
  const others = listIfThere(admin).filter((name) => name !== 'locked');
  for (const name of others) await rm(join(admin, name), { recursive: true });
  await rm(admin, { recursive: true });
}

/** Removes the index lock that a killed checkout left in a worktree that nobody has had yet. */
export async function removeStaleIndexLock(admin: string): Promise<void> {
  await rm(join(admin, 'index.lock'), { force: true });
}
