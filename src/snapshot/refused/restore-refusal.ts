/**
 * What an archive's branch came to meanwhile, so that a restore is refused, and the ways out. Pure.
 */

import type { Archive, Stamp } from '../../records/stamp.ts';
import type { GitSnapshot, OurWorktree } from '../snapshot.ts';
import { howHeld, otherHolder } from './held-branch.ts';

/** `target`: `TASK` or `TASK@ID`, as the user calls the archive. */
export function waysOut({ task, archive }: Stamp, target: string = task): string {
  const onto = `\`pane restore ${target} --onto-branch NAME\``;
  // There is no commit that HEAD could be at.
  return archive?.commit === null ? onto : `\`pane restore ${target} --detach\`, or ${onto}`;
}

/** Who worked in the archive moved HEAD there: a commit on no branch would be lost behind the old one. Null: it is as it was. */
export function movedHead(
  { task, archive }: Stamp,
  head: { readonly branch: string | null; readonly commit: string | null },
): string | null {
  if (head.branch === null && head.commit === archive?.commit) return null;
  const where = head.branch === null ? head.commit?.slice(0, 10) : `branch ${head.branch}`;
  return `HEAD has moved to ${where} since ${task} was archived`;
}

/** `tip`: the commit that the branch is at, null where it is gone. Null: it is as it was. */
export function movedBranch({ task, archive }: Stamp, branch: string, tip: string | null): string | null {
  if (archive === null || tip === archive.commit) return null;
  const how =
    tip === null
      ? 'is gone'
      : `${archive.commit === null ? 'was made at' : 'has moved to'} ${tip.slice(0, 10)}`;
  return `branch ${branch} ${how} since ${task} was archived`;
}

/** Why a plain restore would be refused, with the ways out, as far as an observation tells. Null: nothing refuses it. */
export function restoreRefusal(
  { stamp, path, listed }: OurWorktree,
  { refs, holders }: Pick<GitSnapshot, 'refs' | 'holders'>,
): string | null {
  const { archive, task } = stamp;
  if (archive === null) return null;
  if (path === null)
    return `${archive.to} is gone: put it back, or start afresh with \`pane up --fresh ${task}\``;
  const wanted = wantedBranch(archive);
  if (wanted === null || listed === null) return null;
  const isAttached = archive.step === 'restoring' && listed.branch === wanted;
  if (isAttached && archive.commit !== null) return null;
  const isUnborn = archive.commit === null;
  const head = isUnborn ? null : movedHead(stamp, { branch: listed.branch, commit: listed.head });
  if (head !== null) return `${head}: ${waysOut(stamp)}`;
  const tip = refs.find(({ name }) => name === `refs/heads/${wanted}`)?.commit ?? null;
  if (tip === null && wanted !== archive.branch) return null; // the user's choice, not made yet
  const branch = movedBranch(stamp, wanted, tip);
  if (branch !== null) return `${branch}: ${waysOut(stamp)}`;
  const holder = otherHolder(holders, wanted, listed.path);
  return holder === undefined
    ? null
    : `branch ${wanted} ${howHeld(holder)}: free it there, or ${waysOut(stamp)}`;
}

/** The one that HEAD is to be on again. Null: it was detached. */
function wantedBranch({ step, branch, commit, detached, attachTo }: Archive): string | null {
  if (branch !== null && commit === null) return attachTo ?? branch;
  if (!detached) return null;
  return step === 'restoring' ? attachTo : branch;
}
