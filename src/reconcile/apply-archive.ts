/**
 * Archives and restores a worktree. Nothing is deleted and nothing is copied: the worktree is renamed and
 * stays registered and locked, so index, a merge or rebase in progress, ignored and untracked files are
 * all there. Each step is stamped before it is done, so that `up` finishes it from any point.
 */
import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PaneError } from '../errors.ts';
import { takeLock } from '../gate/lock.ts';
import {
  checkMovable,
  moveWorktree,
  removeOwnWorktreeLock,
  writeWorktreeLock,
} from '../gate/move-worktree.ts';
import { closeTaskWindow } from '../gate/window.ts';
import { heldBranch, isInProgress } from '../git/in-progress.ts';
import { attachHead, createBranch, detachHead, readHead, resolveCommit } from '../git/refs.ts';
import { listWorktrees } from '../git/worktrees.ts';
import { type ApplyContext, Changed, findWorktree } from './apply-context.ts';
import type { OurWorktree } from './observed.ts';
import type { ArchiveWorktree, RestoreWorktree } from './operation.ts';
import type { Archive, Stamp } from './stamp.ts';
import { repositoryLock, writeStamp } from './store.ts';

/** git's reason for the lock on an archived worktree. */
export const ARCHIVE_LOCK = 'pane: archived';

/** `<the worktree's parent>/.archive/<task>-<UTC time>-<id>` */
function archivePath(path: string, stamp: Stamp, at: string): string {
  const time = at.replace(/[-:]/g, '').replace(/\.\d+/, '');
  return join(dirname(path), '.archive', `${stamp.task}-${time}-${stamp.id}`);
}

async function begin(context: ApplyContext, worktree: OurWorktree): Promise<Archive> {
  const { admin, stamp, path, listed } = worktree;
  const { repository } = context.scope;
  if (path === null) throw new Changed('its directory is gone');
  if (listed?.locked != null && listed.locked !== ARCHIVE_LOCK) {
    const why = listed.locked === '' ? '' : ` (${listed.locked})`;
    throw new PaneError('conflict', `${path} is locked in git by somebody else${why}`, {
      hint: `\`git worktree unlock ${path}\` if it may be archived.`,
    });
  }
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
  return { ...head, detached: head.branch !== null && head.commit !== null && !(await isInProgress(admin)) };
}

/** Ends the agent, and looks at HEAD again afterwards: it may have committed until its last moment. */
async function endAgent(context: ApplyContext, worktree: OurWorktree, archive: Archive): Promise<Archive> {
  const { admin, stamp } = worktree;
  await closeTaskWindow(context.scope.runner, context.socket, stamp.id, context.pid);
  if (archive.ended) return archive;
  const ended = { ...archive, ...(await lookAtHead(context, admin)), ended: true };
  await writeStamp(admin, { ...stamp, archive: ended });
  return ended;
}

/** The caller holds the task's lock. Returns what the user should know: a branch that git still holds. */
export async function applyArchive(context: ApplyContext, operation: ArchiveWorktree): Promise<string[]> {
  const worktree = await findWorktree(context.scope, operation.worktreeId);
  const { admin, stamp } = worktree;
  if (stamp.archive !== null && stamp.archive.step !== 'archiving')
    throw new Changed(`it is ${stamp.archive.step} by now`);
  const begun = stamp.archive ?? (await begin(context, worktree));
  await writeStamp(admin, { ...stamp, archive: begun });
  await writeWorktreeLock(admin, ARCHIVE_LOCK);
  const archive = await endAgent(context, worktree, begun);
  await moveWorktree(admin, archive.from, archive.to);
  if (archive.detached && archive.commit !== null)
    await context.scope.runner.run(detachHead(admin, archive.commit));
  await writeStamp(admin, { ...stamp, hold: null, archive: { ...archive, step: 'archived' } });
  const held = await heldBranch(admin);
  return held === null ? [] : [`git still holds branch ${held}: a rebase or bisect is in progress there`];
}

export interface RestoreChoice {
  /** Leave HEAD detached at its commit. */
  readonly detach: boolean;
  /** A new branch at HEAD's commit. */
  readonly ontoBranch: string | null;
}

/** Where HEAD is to be attached; null: nowhere. @throws {PaneError} `conflict` with the ways out. */
async function chooseBranch(
  context: ApplyContext,
  worktree: OurWorktree,
  choice: RestoreChoice,
): Promise<string | null> {
  const { archive, task } = worktree.stamp;
  const { runner, repository } = context.scope;
  if (archive === null || !archive.detached || choice.detach) return null;
  if (choice.ontoBranch !== null) return choice.ontoBranch;
  const where = repository.main ?? repository.common;
  const ways = `\`pane restore ${task} --detach\`, or \`pane restore ${task} --onto-branch NAME\`.`;
  const tip = await runner.run(resolveCommit(where, `refs/heads/${archive.branch}`));
  if (tip !== archive.commit) {
    const how = tip === null ? 'is gone' : `has moved on to ${tip.slice(0, 10)}`;
    throw new PaneError('conflict', `branch ${archive.branch} ${how} since ${task} was archived`, {
      hint: ways,
    });
  }
  const holder = (await runner.run(listWorktrees(where))).find(({ branch }) => branch === archive.branch);
  if (holder !== undefined) {
    throw new PaneError('conflict', `branch ${archive.branch} is checked out at ${holder.path}`, {
      hint: `Check out another one there, or ${ways}`,
    });
  }
  return archive.branch;
}

async function assertNothingAt(path: string): Promise<void> {
  const there = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (there === null) return;
  throw new PaneError('conflict', `${path} is in the way and is not pane's`, {
    hint: 'Move it away, then try again.',
  });
}

async function beginRestore(
  context: ApplyContext,
  worktree: OurWorktree,
  archive: Archive,
  path: string,
  choice: RestoreChoice,
): Promise<Archive> {
  const { scope } = context;
  if (worktree.path !== archive.to) throw new Changed(`${archive.to} is not there`);
  await assertNothingAt(path);
  await checkMovable(archive.to, dirname(path), scope.repository.common);
  const attachTo = await chooseBranch(context, worktree, choice);
  if (choice.ontoBranch !== null && archive.commit !== null) {
    const where = scope.repository.main ?? scope.repository.common;
    await scope.runner.run(createBranch(where, choice.ontoBranch, archive.commit));
  }
  return { ...archive, step: 'restoring', from: path, attachTo };
}

/** The same way back. The caller holds the task's lock. */
export async function applyRestore(
  context: ApplyContext,
  operation: RestoreWorktree,
  choice: RestoreChoice = { detach: false, ontoBranch: null },
): Promise<string[]> {
  const { scope } = context;
  const worktree = await findWorktree(scope, operation.worktreeId);
  const { admin, stamp } = worktree;
  if (stamp.archive === null || stamp.archive.step === 'archiving')
    throw new Changed('it is not archived by now');
  // The repository's lock: nobody of ours may check out the branch between the look and the attaching.
  const lock = await takeLock(repositoryLock(scope.repository.common), {
    pid: context.pid,
    signal: context.signal,
    onWait: (holder) => context.onWait('the repository', holder),
  });
  try {
    const archive =
      stamp.archive.step === 'restoring'
        ? stamp.archive
        : await beginRestore(context, worktree, stamp.archive, operation.path, choice);
    await writeStamp(admin, { ...stamp, archive });
    await moveWorktree(admin, archive.to, archive.from);
    if (archive.attachTo !== null) await scope.runner.run(attachHead(admin, archive.attachTo));
    await removeOwnWorktreeLock(admin, ARCHIVE_LOCK);
    await writeStamp(admin, { ...stamp, archive: null });
    return [];
  } finally {
    await lock.release();
  }
}

/** The short name of an archive, for people. */
export function archiveName(archive: Archive): string {
  return basename(archive.to);
}
