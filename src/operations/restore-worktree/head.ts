/**
 * Where HEAD of a worktree that comes back is to be, as its branch is at this moment, or why it can't be there. Changes
 * nothing.
 */
import { PaneError } from '../../errors.ts';
import { branchHolders } from '../../git/holders.ts';
import { type Head, isBranchName, listRefs, readHead, resolveCommit } from '../../git/refs.ts';
import { askWorktrees } from '../../git/worktrees.ts';
import type { BranchName } from '../../ids.ts';
import type { Archive } from '../../records/stamp.ts';
import { howHeld, otherHolder } from '../../snapshot/refused/held-branch.ts';
import { nestedBranch } from '../../snapshot/refused/in-the-way.ts';
import { movedBranch, movedHead, waysOut } from '../../snapshot/refused/restore-refusal.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import type { ApplyContext } from '../apply-context.ts';
import type { RestoreWorktree } from './operation.ts';

export function whereOf(context: ApplyContext): string {
  const { repository } = context.scope;
  return repository.main ?? repository.common;
}

export async function tipOf(context: ApplyContext, branch: string): Promise<string | null> {
  return await context.scope.runner.run(resolveCommit(whereOf(context), `refs/heads/${branch}`));
}

export async function headOf(context: ApplyContext, admin: string): Promise<Head> {
  return await readHead((command) => context.scope.runner.run(command), admin);
}

/** @throws {PaneError} `conflict` where HEAD is not as it was recorded. */
async function assertUnmoved(
  context: ApplyContext,
  { admin, stamp }: OurWorktree,
  operation: RestoreWorktree,
): Promise<void> {
  const moved = movedHead(stamp, await headOf(context, admin));
  if (moved === null) return;
  throw new PaneError('conflict', moved, { hint: `As it is now: ${waysOut(stamp, operation.target)}.` });
}

/** @throws {PaneError} `conflict` where the branch is not at that commit, or another worktree has it. */
async function assertUsable(
  context: ApplyContext,
  worktree: OurWorktree,
  branch: string,
  operation: RestoreWorktree,
): Promise<void> {
  const moved = movedBranch(worktree.stamp, branch, await tipOf(context, branch));
  if (moved !== null)
    throw new PaneError('conflict', moved, { hint: `${waysOut(worktree.stamp, operation.target)}.` });
  await assertNotHeld(context, worktree, branch, operation);
}

/** @throws {PaneError} `conflict` where another worktree has it. */
async function assertNotHeld(
  context: ApplyContext,
  worktree: OurWorktree,
  branch: string,
  operation: RestoreWorktree,
): Promise<void> {
  const listed = await askWorktrees(context.scope.runner, whereOf(context));
  const holders = branchHolders(context.scope.repository.common, listed);
  const holder = otherHolder(holders, branch, worktree.listed?.path);
  if (holder === undefined) return;
  throw new PaneError('conflict', `branch ${branch} ${howHeld(holder)}`, {
    hint: `Free it there, or ${waysOut(worktree.stamp, operation.target)}.`,
  });
}

async function assertNewBranch(
  context: ApplyContext,
  worktree: OurWorktree,
  branch: BranchName,
  operation: RestoreWorktree,
): Promise<string> {
  const { runner } = context.scope;
  if (!(await runner.run(isBranchName(whereOf(context), branch))))
    throw new PaneError('usage', `${branch} is not a valid branch name`);
  const hint = 'Nothing was restored. Choose another name.';
  const tip = await tipOf(context, branch);
  const { commit } = await headOf(context, worktree.admin);
  if (tip !== null && tip === commit && worktree.stamp.archive?.made === branch) {
    await assertNotHeld(context, worktree, branch, operation);
    return branch;
  }
  if (tip !== null) throw new PaneError('conflict', `branch ${branch} already exists`, { hint });
  const rival = nestedBranch(branch, await runner.run(listRefs(whereOf(context), [branch])));
  if (rival !== null) throw new PaneError('conflict', rival, { hint });
  return branch;
}

/** Where HEAD is to be attached; null: nowhere. @throws {PaneError} `conflict` with the ways out. */
export async function chooseBranch(
  context: ApplyContext,
  worktree: OurWorktree,
  operation: RestoreWorktree,
): Promise<string | null> {
  const { detach, ontoBranch } = operation;
  const { archive } = worktree.stamp;
  if (archive === null) return null;
  if (archive.branch !== null && archive.commit === null)
    return await chooseUnborn(context, worktree, operation);
  if (!archive.detached || detach) return null;
  if (ontoBranch !== null) return await assertNewBranch(context, worktree, ontoBranch, operation);
  const wanted = archive.step === 'restoring' ? archive.attachTo : archive.branch;
  if (wanted === null) return null;
  await assertUnmoved(context, worktree, operation);
  // A branch of the user's choice was not made yet when the restore was cut off.
  const isToBeMade = wanted !== archive.branch && (await tipOf(context, wanted)) === null;
  if (!isToBeMade) await assertUsable(context, worktree, wanted, operation);
  return wanted;
}

/** HEAD still names a branch that had no commit yet: it must have none now, or HEAD would be at somebody else's. */
async function chooseUnborn(
  context: ApplyContext,
  worktree: OurWorktree,
  operation: RestoreWorktree,
): Promise<string | null> {
  const { archive, task } = worktree.stamp;
  if (operation.detach) {
    throw new PaneError('usage', `${task} had no commit yet, so HEAD can't be detached`, {
      hint: `${waysOut(worktree.stamp, operation.target)}.`,
    });
  }
  if (operation.ontoBranch !== null)
    return await assertNewBranch(context, worktree, operation.ontoBranch, operation);
  const wanted = archive?.attachTo ?? archive?.branch ?? null;
  if (wanted !== null) await assertUsable(context, worktree, wanted, operation);
  return archive?.attachTo ?? null;
}

/** Cut off after it was attached. */
export async function isAttached(context: ApplyContext, admin: string, archive: Archive): Promise<boolean> {
  if (archive.step !== 'restoring' || archive.attachTo === null) return false;
  return (await headOf(context, admin)).branch === archive.attachTo;
}
