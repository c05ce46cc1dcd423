/**
 * What lies inside a worktree and is named by its place: worktrees of the same repository that somebody added there, and
 * checkouts of submodules. When the worktree is moved, each name is set right. Everything here can be repeated, and goes
 * on after a crash: what still names the former place tells what is left to do.
 */
import { readlink, rename, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { linkOf, readIfThere } from '../git/small-file.ts';
import { listSubmodules, readCheckout, settingsOf, writeCheckout } from '../git/submodules.ts';
import { type AdminDirectory, adminDirectoryOf, listAdminDirectories } from '../git/worktrees.ts';
import type { Runner } from '../process/command.ts';
import { temporaryName } from './temporary.ts';
import { removeOwnWorktreeLock, writeWorktreeLock } from './worktree-lock.ts';
import { writeFileAtomically } from './write.ts';

export interface Move {
  /** The admin directory of the worktree that moves. */
  readonly admin: string;
  readonly from: string;
  readonly to: string;
}

/** `<common>/worktrees/<id>` */
function commonOf(admin: string): string {
  return dirname(dirname(admin));
}

/** The linked worktrees that git has registered for a place inside of this one. */
export function worktreesInside(admin: string, directory: string): AdminDirectory[] {
  return listAdminDirectories(commonOf(admin)).filter(({ worktree }) => worktree.startsWith(`${directory}/`));
}

/** `git worktree prune` must not take those for gone that move along. Those that are locked already stay as they are. */
export async function lockInside(admin: string, directory: string, reason: string): Promise<void> {
  for (const { path } of worktreesInside(admin, directory)) {
    if (readIfThere(join(path, 'locked')) === null) await writeWorktreeLock(path, reason);
  }
}

export async function unlockInside(admin: string, directory: string, reason: string): Promise<void> {
  for (const { path } of worktreesInside(admin, directory)) await removeOwnWorktreeLock(path, reason);
}

/** A relative link would lead elsewhere from another depth: it is made absolute before the move. */
export async function makeLinkAbsolute(worktree: string, admin: string): Promise<void> {
  const link = join(worktree, '.git');
  const target = await readlink(link).catch(() => null);
  if (target === null) {
    const isRelative = linkOf(link)?.startsWith('/') === false;
    if (isRelative) await writeFileAtomically(link, `gitdir: ${admin}\n`);
  } else if (!isAbsolute(target)) {
    const draft = temporaryName(link);
    await symlink(admin, draft);
    await rename(draft, link);
  }
}

/** Before the worktree is moved. */
export async function prepareInside({ admin, from }: Move): Promise<void> {
  for (const { path, worktree } of worktreesInside(admin, from)) {
    if (adminDirectoryOf(worktree) === path) await makeLinkAbsolute(worktree, path);
  }
}

/** After it was moved. */
export async function followInside(runner: Runner, move: Move): Promise<void> {
  for (const { path, worktree } of worktreesInside(move.admin, move.from)) {
    await writeFileAtomically(join(path, 'gitdir'), `${join(moved(worktree, move), '.git')}\n`);
    await followSubmodules(runner, path, move);
  }
  await followSubmodules(runner, move.admin, move);
}

function moved(path: string, { from, to }: Move): string {
  return join(to, relative(from, path));
}

async function followSubmodules(runner: Runner, admin: string, move: Move): Promise<void> {
  for (const gitDirectory of listSubmodules(admin)) {
    for (const settings of settingsOf(gitDirectory)) {
      if (readIfThere(settings) !== null) await followSubmodule(runner, gitDirectory, settings, move);
    }
  }
}

async function followSubmodule(
  runner: Runner,
  gitDirectory: string,
  settings: string,
  move: Move,
): Promise<void> {
  const named = await runner.run(readCheckout(settings));
  if (named === null) return;
  const before = resolve(gitDirectory, named);
  const now = before.startsWith(`${move.from}/`) ? moved(before, move) : before;
  if (!now.startsWith(`${move.to}/`)) return;
  // The link first: as long as the setting names the former place, there is something left to do.
  const link = linkOf(join(now, '.git'));
  if (link !== null && !isAbsolute(link))
    await writeFileAtomically(join(now, '.git'), `gitdir: ${relative(now, gitDirectory)}\n`);
  if (now !== before)
    await runner.run(writeCheckout(settings, isAbsolute(named) ? now : relative(gitDirectory, now)));
}
