/**
 * Archives a worktree. Nothing is deleted and nothing is copied: the worktree is renamed and stays
 * registered and locked, so index, a merge or rebase in progress, ignored and untracked files are all
 * there. Each step is stamped before it is done, so that `up` finishes it from any point.
 */
import { dirname, join, relative } from 'node:path';
import { lockInside, unlockInside, worktreesInside } from '../../gate/inner-links.ts';
import { checkMovable, moveWorktree } from '../../gate/move-worktree.ts';
import {
  ARCHIVE_LOCK,
  assertNotLockedByOthers,
  removeOwnWorktreeLock,
  writeWorktreeLock,
} from '../../gate/worktree-lock.ts';
import { makingLock } from '../../git/create.ts';
import { readInProgress } from '../../git/in-progress.ts';
import { assertHeadIsFree } from '../../git/lock-file.ts';
import { detachHead, readHead } from '../../git/refs.ts';
import { readIfThere } from '../../git/small-file.ts';
import { adminDirectoryOf } from '../../git/worktrees.ts';
import type { Archive, Stamp } from '../../records/stamp.ts';
import { writeStamp } from '../../records/store.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import { type ApplyContext, Changed, findWorktree, Overtaken } from '../apply-context.ts';
import { closeWindowOf } from '../close-window/close.ts';
import { type AtWork, assertAlone, findAtWork } from './at-work.ts';
import type { ArchiveWorktree } from './operation.ts';

/** `<the worktree's parent>/.archive/<task>-<UTC time>-<id>` */
function archivePath(path: string, stamp: Stamp, at: string): string {
  const time = at.replace(/[-:]/g, '').replace(/\.\d+/, '');
  return join(dirname(path), '.archive', `${stamp.task}-${time}-${stamp.id}`);
}

async function begin(context: ApplyContext, worktree: OurWorktree): Promise<Archive> {
  const { admin, stamp, path } = worktree;
  const { repository } = context.scope;
  if (path === null) throw new Changed('its directory is gone');
  assertNotLockedByOthers(admin, ARCHIVE_LOCK);
  const at = new Date().toISOString();
  const to = archivePath(path, stamp, at);
  await checkMovable(path, dirname(to), repository.common);
  const head = await lookAtHead(context, admin);
  return { step: 'archiving', from: path, to, ...head, ended: false, at, attachTo: null };
}

/** HEAD, and whether it is to be detached so that the branch is free for the user. */
async function lookAtHead(
  context: ApplyContext,
  admin: string,
): Promise<Pick<Archive, 'branch' | 'commit' | 'detached'>> {
  const head = await readHead((command) => context.scope.runner.run(command), admin);
  return {
    ...head,
    detached: head.branch !== null && head.commit !== null && readInProgress(admin) === null,
  };
}

interface Looked {
  /** As it was before this archive. */
  readonly found: OurWorktree;
  /** As it is archived. */
  readonly worktree: OurWorktree;
  readonly atWork: AtWork;
}

interface Ended {
  readonly archive: Archive;
  /** HEAD is still on a branch that it is to leave. */
  readonly isToDetach: boolean;
}

/** Ends the agent, and looks at HEAD again afterwards: it may have committed until its last moment. */
async function endAgent(
  context: ApplyContext,
  worktree: OurWorktree,
  archive: Archive,
  { allPanes = false }: ArchiveWorktree,
  { elsewhere, moved }: AtWork,
): Promise<Ended> {
  const { admin, stamp } = worktree;
  await closeWindowOf(context, worktree, {
    allPanes,
    further: [...moved, ...elsewhere.map(({ pane }) => pane)],
  });
  const head = await lookAtHead(context, admin);
  // Once it is detached, by this archive before it was cut off, only the stamp tells the branch.
  if (archive.ended && head.branch === null) return { archive, isToDetach: false };
  const ended = { ...archive, ...head, ended: true };
  await writeStamp(admin, { ...stamp, archive: ended });
  return { archive: ended, isToDetach: head.detached };
}

/** An archive that goes on, one that begins, or the way back of a restore that nobody wants any more. */
async function beginning(
  context: ApplyContext,
  worktree: OurWorktree,
  operation: ArchiveWorktree,
): Promise<Archive> {
  const { archive } = worktree.stamp;
  if (archive?.step === 'archived') throw new Overtaken('it is already archived');
  if ((archive?.step === 'restoring') !== operation.cancelsRestore)
    throw new Changed('its restore has continued in the meantime');
  if (archive === null) return await begin(context, worktree);
  if (archive.step === 'archiving') return archive;
  const { former, attachTo, ...rest } = archive;
  const commit = former === undefined ? archive.commit : former.commit;
  const made = attachTo === null || attachTo === archive.branch ? {} : { made: attachTo };
  return { ...rest, commit, step: 'archiving', ended: true, attachTo: null, ...made };
}

/** What can't be archived stays as it was `found`: the next `up` finds a worktree that nothing was begun with. */
async function undo({ admin, stamp }: OurWorktree, archive: Archive): Promise<void> {
  const wasRestored = stamp.archive?.step === 'restoring';
  if (wasRestored || adminDirectoryOf(archive.from) !== admin) return;
  await unlockInside(admin, archive.from, ARCHIVE_LOCK);
  await removeOwnWorktreeLock(admin, ARCHIVE_LOCK);
  await writeStamp(admin, { ...stamp, archive: null });
}

async function endAndMove(
  context: ApplyContext,
  { found, worktree, atWork }: Looked,
  begun: Archive,
  operation: ArchiveWorktree,
): Promise<Ended> {
  const { admin } = worktree;
  try {
    if (begun.detached && !begun.ended) assertHeadIsFree(admin); // a stale lock must not cost the agent its turn
    await writeWorktreeLock(admin, ARCHIVE_LOCK);
    const ended = await endAgent(context, worktree, begun, operation, atWork);
    if (ended.isToDetach) assertHeadIsFree(admin); // the agent may have left one as it ended
    await lockInside(admin, begun.from, ARCHIVE_LOCK); // after the agent has ended: it could add another one
    await moveWorktree(context.scope.runner, { admin, from: begun.from, to: begun.to });
    return ended;
  } catch (error) {
    await undo(found, begun).catch(() => {}); // the next `up` finds it stamped, and goes on
    throw error;
  }
}

/** With the hold from the first step on, so that it is there wherever the archive is cut off. */
function heldDown(worktree: OurWorktree, { hold }: ArchiveWorktree): OurWorktree {
  if (hold === null) return worktree;
  return { ...worktree, stamp: { ...worktree.stamp, hold: { reason: 'down', hash: hold } } };
}

/** A restore that is taken back has not given the task another branch. */
function takenBack(worktree: OurWorktree): OurWorktree {
  const { stamp } = worktree;
  const former = stamp.archive?.step === 'restoring' ? stamp.archive.former : undefined;
  return former === undefined ? worktree : { ...worktree, stamp: { ...stamp, branch: former.branch } };
}

/** The caller holds the task's lock. Returns what the user should know: a branch that git still holds. */
export async function carryOut(context: ApplyContext, operation: ArchiveWorktree): Promise<string[]> {
  const found = await findWorktree(context.scope, operation.worktreeId);
  const worktree = takenBack(heldDown(found, operation));
  const { admin, stamp } = worktree;
  const atWork = await findAtWork(context, worktree);
  if (!operation.allPanes) assertAlone(worktree, atWork);
  await removeOwnWorktreeLock(admin, makingLock(stamp.id)); // its making was cut off right after the stamp
  const begun = await beginning(context, worktree, operation);
  await writeStamp(admin, { ...stamp, archive: begun });
  const hold = operation.hold === null ? null : stamp.hold;
  const { archive, isToDetach } = await endAndMove(context, { found, worktree, atWork }, begun, operation);
  if (isToDetach && archive.commit !== null)
    await context.scope.runner.run(detachHead(admin, archive.commit));
  await writeStamp(admin, { ...stamp, hold, error: null, archive: { ...archive, step: 'archived' } });
  // While `git am` stands still, HEAD itself still names the branch.
  const ofHead = archive.detached ? null : archive.branch;
  const held = readInProgress(admin)?.branch ?? ofHead;
  const ofOwn =
    held === null ? [] : [`git still counts branch ${held} as checked out there: ${whyHeld(archive)}`];
  return [...ofOwn, ...heldInside(admin, archive.to)];
}

function whyHeld({ commit }: Archive): string {
  return commit === null ? 'it has no commit yet' : 'a rebase, am or bisect is in progress';
}

/** Worktrees that somebody added inside of it are archived with it, as they are. */
function heldInside(admin: string, directory: string): string[] {
  return worktreesInside(admin, directory).map(({ path, worktree }) => {
    const branch = /^ref: refs\/heads\/(.*)\n$/.exec(readIfThere(join(path, 'HEAD')) ?? '')?.[1];
    const holds = branch === undefined ? '' : `; git still counts its branch ${branch} as checked out`;
    return `the worktree ${relative(directory, worktree)} inside it is archived with it${holds}`;
  });
}
