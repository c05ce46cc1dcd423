/**
 * Moving a worktree: one rename within one filesystem, and git told where it lies now. Nothing is copied,
 * nothing is deleted, nothing is overwritten.
 */
import { access, constants, mkdir, readFile, rename, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno, messageOf, PaneError } from '../errors.ts';
import { isTaken } from '../git/taken.ts';
import { adminDirectoryOf } from '../git/worktrees.ts';
import type { Runner } from '../process/command.ts';
import { followInside, type Move, makeLinkAbsolute, prepareInside } from './inner-links.ts';
import { writeFileAtomically } from './write.ts';

/** statfs(2) types of filesystems that do not outlive a reboot: tmpfs, ramfs. */
const FLEETING = [0x01021994, 0x858458f6];

async function deviceOf(path: string): Promise<number | null> {
  return await stat(path).then(
    ({ dev }) => dev,
    (error: unknown) => {
      if (isErrno(error, 'ENOENT')) return null;
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

/** rename(2) writes to both parents, and to the directory itself: its `..` changes. Makes `archive`. */
async function assertWritable(path: string, archive: string): Promise<void> {
  const { W_OK, X_OK } = constants;
  try {
    for (const directory of [path, dirname(path)]) await access(directory, W_OK | X_OK);
    await mkdir(archive, { recursive: true });
    await access(archive, W_OK | X_OK);
  } catch (cause) {
    throw new PaneError('conflict', `${path} can't be moved into ${archive}: ${messageOf(cause)}`, {
      hint: 'The worktree was not touched. Make these directories writable, or move whatever is in the way.',
      cause,
    });
  }
}

/**
 * To be asked before anything is ended or moved. Makes the directory `archive`, if all else is well.
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
  await assertWritable(path, archive);
}

/**
 * Renames the worktree if it has not been moved yet, and tells git where it and what lies inside it are now.
 * Safe to repeat after a crash. The caller holds the task's lock.
 * @throws {PaneError} `conflict` where something lies at `to`, or the worktree is not that of `admin`.
 */
export async function moveWorktree(runner: Runner, { admin, from, to }: Move): Promise<void> {
  if (adminDirectoryOf(to) !== admin) {
    if (adminDirectoryOf(from) !== admin) {
      throw new PaneError('conflict', `${admin} does not belong to the worktree ${from}`, {
        hint: 'See `git worktree list`.',
      });
    }
    if (isTaken(to)) {
      throw new PaneError('conflict', `${to} is in the way, and pane did not make it`, {
        hint: 'Move it away, then run `pane up` again.',
      });
    }
    await mkdir(dirname(to), { recursive: true });
    await makeLinkAbsolute(from, admin);
    await prepareInside({ admin, from, to });
    await rename(from, to);
  }
  await writeFileAtomically(join(admin, 'gitdir'), `${join(to, '.git')}\n`);
  await followInside(runner, { admin, from, to });
}
