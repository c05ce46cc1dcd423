/**
 * Clearing away a worktree that `pane` began to make and was killed over: nothing was checked out in it
 * yet, so there is nothing but git's own link and its registration.
 */
import { lstat, readdir, readFile, rm, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PaneError } from '../errors.ts';
import { adminDirectoryOf } from '../git/worktrees.ts';

/** Null: nothing is there. */
async function namesIn(directory: string): Promise<string[] | null> {
  return await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Whether the directory's `.git` is a link to `admin`; where there is no such registration, a link to nowhere. */
async function isOurLink(path: string, admin: string | null): Promise<boolean> {
  const link = await lstat(join(path, '.git'));
  return link.isFile() && adminDirectoryOf(path) === admin;
}

/** Its names, if it is empty or holds only our link. */
async function assertOnlyOurs(path: string, admin: string | null): Promise<readonly string[] | null> {
  const names = await namesIn(path);
  if (names === null || names.length === 0) return names;
  if (names.length === 1 && names[0] === '.git' && (await isOurLink(path, admin))) return names;
  throw new PaneError('conflict', `${path} was begun by pane, but something else is in it by now`, {
    hint: 'Move it away, then run `pane up` again.',
  });
}

/** No `pane` has stamped it, nothing was checked out in it, and it is the registration of that path. */
async function assertInTheMaking(admin: string, path: string): Promise<void> {
  const gitdir = (await readFile(join(admin, 'gitdir'), 'utf8')).replace(/\n$/, '');
  // With worktree.useRelativePaths the path is relative to the admin directory.
  const isOurs = basename(dirname(admin)) === 'worktrees' && resolve(admin, gitdir) === join(path, '.git');
  const names = (await namesIn(admin)) ?? [];
  // A stamp that was cut off leaves its directory.
  const ofPane = (await namesIn(join(admin, 'pane'))) ?? [];
  if (isOurs && !names.includes('index') && !ofPane.includes('stamp.json')) return;
  throw new PaneError('conflict', `${admin} is not a worktree in the making`, {
    hint: 'Look at `git worktree list`.',
  });
}

/**
 * `admin`: the admin directory that names `path`, null if there is none. The caller holds the repository's
 * lock and has a making-record that names `path`.
 * @throws {PaneError} `conflict` where anything else is in the way; then nothing was removed.
 */
export async function removeHalfMade(path: string, admin: string | null): Promise<void> {
  const names = await assertOnlyOurs(path, admin);
  if (admin !== null) await assertInTheMaking(admin, path);
  if (names?.length === 1) await unlink(join(path, '.git'));
  if (names !== null) await rmdir(path);
  if (admin !== null) await rm(admin, { recursive: true });
}

/** Removes the index lock that a killed checkout left in a worktree that nobody has had yet. */
export async function removeStaleIndexLock(admin: string): Promise<void> {
  await rm(join(admin, 'index.lock'), { force: true });
}
