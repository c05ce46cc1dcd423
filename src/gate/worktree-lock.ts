/**
 * git's lock on a worktree (git-worktree(1), `lock`): whoever locked it for another reason is somebody else.
 */
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PaneError } from '../errors.ts';
import { readIfThere } from '../git/small-file.ts';
import { writeFileAtomically } from './write.ts';

/** git's reason for the lock on an archived worktree. */
export const ARCHIVE_LOCK = 'pane: archived';

/** git's reason for the lock on a worktree, perhaps empty; null: it is not locked. */
function lockReason(admin: string): string | null {
  return readIfThere(join(admin, 'locked'))?.trim() ?? null;
}

/** @throws {PaneError} `conflict` where the worktree is locked in git for any other reason than this one. */
export function assertNotLockedByOthers(admin: string, own: string): void {
  const reason = lockReason(admin);
  if (reason === null || reason === own) return;
  const gitdir = readIfThere(join(admin, 'gitdir'))?.replace(/\n$/, '') ?? '';
  const path = dirname(resolve(admin, gitdir));
  const why = reason === '' ? '' : ` (${reason})`;
  throw new PaneError('conflict', `something else has locked ${path} in git${why}`, {
    hint: `If it may be archived, run \`git worktree unlock ${path}\`.`,
  });
}

/** Takes away git's lock on a worktree that `pane` locked with this reason; any other lock stays. */
export async function removeOwnWorktreeLock(admin: string, reason: string): Promise<void> {
  if (lockReason(admin) === reason) await rm(join(admin, 'locked'));
}

/**
 * Locks the worktree in git, as `git worktree lock` does, but by its admin directory: wherever it lies now.
 * @throws {PaneError} as `assertNotLockedByOthers`.
 */
export async function writeWorktreeLock(admin: string, reason: string): Promise<void> {
  assertNotLockedByOthers(admin, reason);
  await writeFileAtomically(join(admin, 'locked'), `${reason}\n`);
}
