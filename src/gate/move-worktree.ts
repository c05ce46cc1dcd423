/**
 * Moving a worktree: one rename within one filesystem, and git told where it lies now. Nothing is copied,
 * nothing is deleted, nothing is overwritten.
 */
import { lstat, mkdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PaneError } from '../errors.ts';
import { adminDirectoryOf } from '../git/worktrees.ts';
import { writeFileAtomically } from './write.ts';

/** statfs(2) types of filesystems that do not outlive a reboot: tmpfs, ramfs. */
const FLEETING = [0x01021994, 0x858458f6];

async function deviceOf(path: string): Promise<number | null> {
  return await stat(path).then(
    ({ dev }) => dev,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
}

/** A directory that is bound to itself has its parent's device, and still can't be renamed (proc(5), mountinfo). */
async function isMountPoint(path: string): Promise<boolean> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''); // not on macOS
  const points = table.split('\n').map((line) => line.split(' ')[4] ?? '');
  const plain = (point: string) =>
    point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return points.some((point) => plain(point) === path);
}

/**
 * @throws {PaneError} `conflict` where the worktree can't be renamed into `archive`, or would lie on a
 * filesystem that a reboot empties while its repository lies on another.
 */
export async function checkMovable(path: string, archive: string, common: string): Promise<void> {
  if (await isMountPoint(path)) {
    throw new PaneError('conflict', `${path} is a mount point, so it can't be renamed into ${archive}`, {
      hint: 'Nothing was changed. Unmount it first, or keep the task.',
    });
  }
  const own = await deviceOf(path);
  const parent = await deviceOf(dirname(path));
  const target = (await deviceOf(archive)) ?? parent;
  if (own !== parent || own !== target) {
    throw new PaneError(
      'conflict',
      `${path} is on another filesystem than ${archive}, so it can't be renamed into it`,
      {
        hint: 'Nothing was changed. Move the worktree with `git worktree move`, or keep the task.',
      },
    );
  }
  const { type } = await statfs(path);
  if (own !== (await deviceOf(common)) && FLEETING.includes(type)) {
    throw new PaneError(
      'conflict',
      `${path} is on another filesystem than its repository, one that a reboot empties`,
      {
        hint: 'Nothing was changed. Move the worktree with `git worktree move`, or keep the task.',
      },
    );
  }
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

/** A relative link would point elsewhere from another depth: it is made absolute before the move. */
async function makeLinkAbsolute(path: string, admin: string): Promise<void> {
  const link = join(path, '.git');
  const text = await readFile(link, 'utf8');
  if (!/^gitdir: \//.test(text)) await writeFileAtomically(link, `gitdir: ${admin}\n`);
}

/**
 * Renames the worktree if it has not been moved yet, and writes its new place into the admin directory.
 * Safe to repeat after a crash. The caller holds the task's lock.
 * @throws {PaneError} `conflict` where something lies at `to`, or the worktree is not that of `admin`.
 */
export async function moveWorktree(admin: string, from: string, to: string): Promise<void> {
  if (adminDirectoryOf(to) !== admin) {
    if (adminDirectoryOf(from) !== admin) {
      throw new PaneError('conflict', `${from} is not the worktree that ${admin} belongs to`, {
        hint: 'Look at `git worktree list`.',
      });
    }
    if (await isThere(to)) {
      throw new PaneError('conflict', `${to} is in the way and is not pane's`, {
        hint: 'Move it away, then run `pane up` again.',
      });
    }
    await mkdir(dirname(to), { recursive: true });
    await makeLinkAbsolute(from, admin);
    await rename(from, to);
  }
  await writeFileAtomically(join(admin, 'gitdir'), `${join(to, '.git')}\n`);
}

/** Takes away git's lock on a worktree that `pane` locked with this reason; any other lock stays. */
export async function removeOwnWorktreeLock(admin: string, reason: string): Promise<void> {
  const path = join(admin, 'locked');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text?.trim() === reason) await rm(path);
}

/** Locks the worktree in git, as `git worktree lock` does, but by its admin directory: wherever it lies now. */
export async function writeWorktreeLock(admin: string, reason: string): Promise<void> {
  await writeFileAtomically(join(admin, 'locked'), `${reason}\n`);
}
