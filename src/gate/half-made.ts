/**
 * Clearing away a worktree that `pane` began to make and was killed over: nothing was checked out in it
 * yet, so there is nothing but git's own link and its registration.
 */
import { readdir, readFile, rm, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PaneError } from '../errors.ts';
import { adminDirectoryOf } from '../git/worktrees.ts';

async function namesIn(directory: string): Promise<string[] | null> {
  return await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Removes the directory if it is empty or holds only the `.git` file that names `admin`. */
async function removeDirectory(path: string, admin: string | null): Promise<void> {
  const names = await namesIn(path);
  if (names === null) return;
  const onlyLink = names.length === 1 && names[0] === '.git';
  const isOurs = onlyLink && (admin === null || (await adminDirectoryOf(path)) === admin);
  if (names.length > 0 && !isOurs) {
    throw new PaneError('conflict', `${path} was begun by pane, but something else is in it by now`, {
      hint: 'Move it away, then run `pane up` again.',
    });
  }
  if (onlyLink) await unlink(join(path, '.git'));
  await rmdir(path);
}

/** Removes git's registration of the worktree, if no `pane` and no user has had it since. */
async function removeAdmin(admin: string, path: string): Promise<void> {
  const gitdir = (await readFile(join(admin, 'gitdir'), 'utf8')).replace(/\n$/, '');
  const names = (await namesIn(admin)) ?? [];
  const isOurs = basename(dirname(admin)) === 'worktrees' && gitdir === join(path, '.git');
  if (!isOurs || names.includes('pane') || names.includes('index')) {
    throw new PaneError('conflict', `${admin} is not a worktree in the making`, {
      hint: 'Look at `git worktree list`.',
    });
  }
  await rm(admin, { recursive: true });
}

/**
 * `admin`: the admin directory that names `path`, null if there is none. The caller holds the repository's
 * lock and has a making-record that names `path`.
 * @throws {PaneError} `conflict` where anything else is in the way.
 */
export async function removeHalfMade(path: string, admin: string | null): Promise<void> {
  await removeDirectory(path, admin);
  if (admin !== null) await removeAdmin(admin, path);
}

/** Removes the index lock that a killed checkout left in a worktree that nobody has had yet. */
export async function removeStaleIndexLock(admin: string): Promise<void> {
  await rm(join(admin, 'index.lock'), { force: true });
}
