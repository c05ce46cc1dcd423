/**
 * Brings an archived worktree back: the same way as it went, HEAD exactly as it was recorded. The branch is
 * looked at again whenever a restore goes on: the user may have used it meanwhile.
 */
import { dirname } from 'node:path';
import { PaneError } from '../../errors.ts';
import { unlockInside } from '../../gate/inner-links.ts';
import { checkMovable, moveWorktree } from '../../gate/move-worktree.ts';
import { ARCHIVE_LOCK, removeOwnWorktreeLock } from '../../gate/worktree-lock.ts';
import { assertHeadIsFree, explainLock } from '../../git/lock-file.ts';
import { attachHead, createBranch } from '../../git/refs.ts';
import { isTaken } from '../../git/taken.ts';
import type { Archive } from '../../records/stamp.ts';
import { noteFailure, readStamp, writeStamp } from '../../records/store.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import {
  type ApplyContext,
  Changed,
  findTask,
  findWorktree,
  Overtaken,
  withRepositoryLock,
} from '../apply-context.ts';
import { chooseBranch, headOf, isAttached, tipOf, whereOf } from './head.ts';
import type { RestoreWorktree } from './operation.ts';

function assertNothingAt(path: string): void {
  if (!isTaken(path)) return;
  throw new PaneError('conflict', `${path} is in the way, and pane did not make it`, {
    hint: 'Move it away, then try again.',
  });
}

async function begin(
  context: ApplyContext,
  worktree: OurWorktree,
  archive: Archive,
  path: string,
): Promise<Archive> {
  const to = worktree.path;
  if (to === null) {
    throw new PaneError('failed', `${archive.to} is gone`, {
      hint: `Put it back, or start afresh with \`pane up --fresh ${worktree.stamp.task}\`.`,
    });
  }
  assertNothingAt(path);
  await checkMovable(to, dirname(path), context.scope.repository.common);
  return { ...archive, from: path, to };
}

interface Started {
  readonly archive: Archive;
  /** What the user should know of the files. */
  readonly told: string[];
}

/** Stamps what is going to be done, once nothing refuses it, and edits the files. */
async function start(
  context: ApplyContext,
  worktree: OurWorktree,
  archive: Archive,
  operation: RestoreWorktree,
): Promise<Started> {
  const { admin, stamp } = worktree;
  const isBegun = archive.step === 'restoring';
  const going = isBegun ? archive : await begin(context, worktree, archive, operation.path);
  const attachTo = (await isAttached(context, admin, archive))
    ? archive.attachTo
    : await chooseBranch(context, worktree, operation);
  if (attachTo !== null) assertHeadIsFree(admin);
  // A new branch begins at HEAD as it is, wherever that was moved to in the archive.
  const isUnborn = archive.branch !== null && archive.commit === null;
  const isAsRecorded = operation.ontoBranch === null || isUnborn;
  const commit = isAsRecorded ? archive.commit : (await headOf(context, admin)).commit;
  const former = going.former ?? { branch: stamp.branch, commit: archive.commit };
  const started: Archive = { ...going, step: 'restoring', attachTo, commit, former };
  await writeStamp(admin, { ...stamp, branch: operation.branch ?? stamp.branch, archive: started });
  try {
    // Nothing is moved before the last step that can be refused, as by a hook.
    await makeBranch(context, started);
    return { archive: started, told: await context.writeFiles(operation.edits) };
  } catch (error) {
    const made = attachTo === null || attachTo === archive.branch ? {} : { made: attachTo };
    // Where even this can't be written, the next `up` takes back what was begun.
    await writeStamp(admin, { ...stamp, archive: { ...archive, ...made } }).catch(() => {});
    throw error;
  }
}

async function attach(context: ApplyContext, admin: string, archive: Archive): Promise<void> {
  if (archive.attachTo !== null) await context.scope.runner.run(attachHead(admin, archive.attachTo));
}

/** Without a commit there is none to make: HEAD only names it. */
async function makeBranch(context: ApplyContext, { attachTo, commit }: Archive): Promise<void> {
  if (attachTo === null || commit === null || (await tipOf(context, attachTo)) !== null) return;
  await context.scope.runner.run(createBranch(whereOf(context), attachTo, commit));
}

/** For `status`, of a task that the file has: one that is only restored by its name is told at once, and nothing waits for it. */
async function noteRefusal(admin: string, { edits }: RestoreWorktree, error: unknown): Promise<void> {
  const stamp = readStamp(admin);
  if (stamp !== null && edits.length === 0) await noteFailure(admin, stamp, explainLock(error));
}

/** The caller holds the task's lock. */
export async function carryOut(context: ApplyContext, operation: RestoreWorktree): Promise<string[]> {
  const { scope } = context;
  const worktree = await findWorktree(scope, operation.worktreeId);
  const { admin, stamp } = worktree;
  if (stamp.archive === null) throw new Overtaken('it is already back');
  if (stamp.archive.step === 'archiving') throw new Changed('it is being archived');
  const live = await findTask(scope, stamp.task);
  if (live !== null && live.stamp.id !== stamp.id)
    throw new Changed(
      `the task has another worktree by now, at ${live.path ?? live.unlinked ?? 'a place that is gone'}`,
    );
  // The repository's lock: nobody of ours may check out the branch between the look and the attaching.
  const { archive: before } = stamp;
  return await withRepositoryLock(context, async () => {
    const { archive, told } = await start(context, worktree, before, operation);
    await moveWorktree(scope.runner, { admin, from: archive.to, to: archive.from });
    await attach(context, admin, archive);
    await unlockInside(admin, archive.from, ARCHIVE_LOCK);
    await removeOwnWorktreeLock(admin, ARCHIVE_LOCK);
    await writeStamp(admin, {
      ...stamp,
      branch: operation.branch ?? stamp.branch,
      hold: null,
      error: null,
      archive: null,
    });
    return told;
  }).catch(async (error: unknown) => {
    await noteRefusal(admin, operation, error);
    throw error;
  });
}
