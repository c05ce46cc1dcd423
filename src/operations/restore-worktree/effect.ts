/**
 * Brings an archived worktree back: the same way as it went, HEAD exactly as it was recorded. The branch is
 * looked at again whenever a restore goes on: the user may have used it meanwhile.
 */
import { dirname } from 'node:path';
import { PaneError } from '../../errors.ts';
import { unlockInside } from '../../gate/inner-links.ts';
import { checkMovable, moveWorktree } from '../../gate/move-worktree.ts';
import { ARCHIVE_LOCK, removeOwnWorktreeLock } from '../../gate/worktree-lock.ts';
import { branchHolders } from '../../git/holders.ts';
import { assertHeadIsFree } from '../../git/lock-file.ts';
import {
  attachHead,
  createBranch,
  type Head,
  isBranchName,
  listRefs,
  readHead,
  resolveCommit,
} from '../../git/refs.ts';
import { isTaken } from '../../git/taken.ts';
import { askWorktrees } from '../../git/worktrees.ts';
import type { BranchName } from '../../ids.ts';
import type { Archive } from '../../records/stamp.ts';
import { writeStamp } from '../../records/store.ts';
import { howHeld, otherHolder } from '../../snapshot/held-branch.ts';
import { nestedBranch } from '../../snapshot/in-the-way.ts';
import type { OurWorktree } from '../../snapshot/observed.ts';
import { movedBranch, movedHead, waysOut } from '../../snapshot/restore-refusal.ts';
import { type ApplyContext, Changed, findWorktree, Overtaken, withRepositoryLock } from '../apply-context.ts';
import type { RestoreWorktree } from './operation.ts';

function whereOf(context: ApplyContext): string {
  const { repository } = context.scope;
  return repository.main ?? repository.common;
}

async function tipOf(context: ApplyContext, branch: string): Promise<string | null> {
  return await context.scope.runner.run(resolveCommit(whereOf(context), `refs/heads/${branch}`));
}

async function headOf(context: ApplyContext, admin: string): Promise<Head> {
  return await readHead((command) => context.scope.runner.run(command), admin);
}

/** @throws {PaneError} `conflict` where HEAD is not as it was recorded. */
async function assertUnmoved(
  context: ApplyContext,
  { admin, stamp }: OurWorktree,
  choice: RestoreWorktree,
): Promise<void> {
  const moved = movedHead(stamp, await headOf(context, admin));
  if (moved === null) return;
  throw new PaneError('conflict', moved, { hint: `As it is now: ${waysOut(stamp, choice.target)}.` });
}

/** @throws {PaneError} `conflict` where the branch is not at that commit, or another worktree has it. */
async function assertUsable(
  context: ApplyContext,
  worktree: OurWorktree,
  branch: string,
  choice: RestoreWorktree,
): Promise<void> {
  const moved = movedBranch(worktree.stamp, branch, await tipOf(context, branch));
  if (moved !== null)
    throw new PaneError('conflict', moved, { hint: `${waysOut(worktree.stamp, choice.target)}.` });
  await assertNotHeld(context, worktree, branch, choice);
}

/** @throws {PaneError} `conflict` where another worktree has it. */
async function assertNotHeld(
  context: ApplyContext,
  worktree: OurWorktree,
  branch: string,
  choice: RestoreWorktree,
): Promise<void> {
  const listed = await askWorktrees(context.scope.runner, whereOf(context));
  const holders = branchHolders(context.scope.repository.common, listed);
  const holder = otherHolder(holders, branch, worktree.listed?.path);
  if (holder === undefined) return;
  throw new PaneError('conflict', `branch ${branch} ${howHeld(holder)}`, {
    hint: `Free it there, or ${waysOut(worktree.stamp, choice.target)}.`,
  });
}

async function assertNewBranch(
  context: ApplyContext,
  worktree: OurWorktree,
  branch: BranchName,
  choice: RestoreWorktree,
): Promise<string> {
  const { runner } = context.scope;
  if (!(await runner.run(isBranchName(whereOf(context), branch))))
    throw new PaneError('usage', `${branch} can't be the name of a branch`);
  const hint = 'Nothing was restored. Name another one.';
  const tip = await tipOf(context, branch);
  const { commit } = await headOf(context, worktree.admin);
  if (tip !== null && tip === commit && worktree.stamp.archive?.made === branch) {
    await assertNotHeld(context, worktree, branch, choice);
    return branch;
  }
  if (tip !== null) throw new PaneError('conflict', `there is a branch ${branch} already`, { hint });
  const rival = nestedBranch(branch, await runner.run(listRefs(whereOf(context), [branch])));
  if (rival !== null) throw new PaneError('conflict', rival, { hint });
  return branch;
}

/** Where HEAD is to be attached; null: nowhere. @throws {PaneError} `conflict` with the ways out. */
async function chooseBranch(
  context: ApplyContext,
  worktree: OurWorktree,
  choice: RestoreWorktree,
): Promise<string | null> {
  const { detach, ontoBranch } = choice;
  const { archive } = worktree.stamp;
  if (archive === null) return null;
  if (archive.branch !== null && archive.commit === null)
    return await chooseUnborn(context, worktree, choice);
  if (!archive.detached || detach) return null;
  if (ontoBranch !== null) return await assertNewBranch(context, worktree, ontoBranch, choice);
  const wanted = archive.step === 'restoring' ? archive.attachTo : archive.branch;
  if (wanted === null) return null;
  await assertUnmoved(context, worktree, choice);
  // A branch of the user's choice was not made yet when the restore was cut off.
  const isToBeMade = wanted !== archive.branch && (await tipOf(context, wanted)) === null;
  if (!isToBeMade) await assertUsable(context, worktree, wanted, choice);
  return wanted;
}

/** HEAD still names a branch that had no commit yet: it must have none now, or HEAD would be at somebody else's. */
async function chooseUnborn(
  context: ApplyContext,
  worktree: OurWorktree,
  choice: RestoreWorktree,
): Promise<string | null> {
  const { archive, task } = worktree.stamp;
  if (choice.detach) {
    throw new PaneError('usage', `${task} had no commit yet, so HEAD can't be detached`, {
      hint: `${waysOut(worktree.stamp, choice.target)}.`,
    });
  }
  if (choice.ontoBranch !== null) return await assertNewBranch(context, worktree, choice.ontoBranch, choice);
  const wanted = archive?.attachTo ?? archive?.branch ?? null;
  if (wanted !== null) await assertUsable(context, worktree, wanted, choice);
  return archive?.attachTo ?? null;
}

function assertNothingAt(path: string): void {
  if (!isTaken(path)) return;
  throw new PaneError('conflict', `${path} is in the way and is not pane's`, {
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
    throw new PaneError('failed', `${archive.to} is not there any more`, {
      hint: `Put it back, or start anew: \`pane up --fresh ${worktree.stamp.task}\`.`,
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
  choice: RestoreWorktree,
): Promise<Started> {
  const { admin, stamp } = worktree;
  const isBegun = archive.step === 'restoring';
  const going = isBegun ? archive : await begin(context, worktree, archive, choice.path);
  const attachTo = (await isAttached(context, admin, archive))
    ? archive.attachTo
    : await chooseBranch(context, worktree, choice);
  if (attachTo !== null) assertHeadIsFree(admin);
  // A new branch begins at HEAD as it is, wherever that was moved to in the archive.
  const isUnborn = archive.branch !== null && archive.commit === null;
  const isAsRecorded = choice.ontoBranch === null || isUnborn;
  const commit = isAsRecorded ? archive.commit : (await headOf(context, admin)).commit;
  const former = going.former ?? { branch: stamp.branch, commit: archive.commit };
  const started: Archive = { ...going, step: 'restoring', attachTo, commit, former };
  await writeStamp(admin, { ...stamp, branch: choice.branch ?? stamp.branch, archive: started });
  try {
    // Nothing is moved before the last step that can be refused, as by a hook.
    await makeBranch(context, started);
    return { archive: started, told: await context.writeFiles(choice.edits) };
  } catch (error) {
    const made = attachTo === null || attachTo === archive.branch ? {} : { made: attachTo };
    // Where even this can't be written, the next `up` takes back what was begun.
    await writeStamp(admin, { ...stamp, archive: { ...archive, ...made } }).catch(() => {});
    throw error;
  }
}

async function isAttached(context: ApplyContext, admin: string, archive: Archive): Promise<boolean> {
  if (archive.step !== 'restoring' || archive.attachTo === null) return false;
  return (await headOf(context, admin)).branch === archive.attachTo;
}

async function attach(context: ApplyContext, admin: string, archive: Archive): Promise<void> {
  if (archive.attachTo !== null) await context.scope.runner.run(attachHead(admin, archive.attachTo));
}

/** Without a commit there is none to make: HEAD only names it. */
async function makeBranch(context: ApplyContext, { attachTo, commit }: Archive): Promise<void> {
  if (attachTo === null || commit === null || (await tipOf(context, attachTo)) !== null) return;
  await context.scope.runner.run(createBranch(whereOf(context), attachTo, commit));
}

/** The caller holds the task's lock. */
export async function carryOut(context: ApplyContext, operation: RestoreWorktree): Promise<string[]> {
  const { scope } = context;
  const worktree = await findWorktree(scope, operation.worktreeId);
  const { admin, stamp } = worktree;
  if (stamp.archive === null) throw new Overtaken('it is back by now');
  if (stamp.archive.step === 'archiving') throw new Changed('it is being archived');
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
      archive: null,
    });
    return told;
  });
}
