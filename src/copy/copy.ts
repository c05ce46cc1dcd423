/**
 * Copies entries of the main worktree into a new one: each to a temporary name, verified, then moved into
 * place, so that a reader never sees half of one and a killed copy leaves nothing that looks finished.
 */
import { constants } from 'node:fs';
import { copyFile, lstat, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, PaneError } from '../errors.ts';
import { moveIntoPlace, removeTemporary, temporaryName } from '../gate/temporary.ts';
import { forEachOf } from '../pool.ts';
import type { Runner } from '../process/command.ts';
import { copyTree } from './copy-tree.ts';
import { type Entry, kindOf } from './entry.ts';
import { failureOf } from './failure.ts';
import { clearLeftovers, preparePlace, warnOfBrokenLink } from './place.ts';

export interface Copied {
  readonly copied: readonly string[];
  /** What was there already. */
  readonly kept: readonly string[];
  /** Sentences. */
  readonly warnings: readonly string[];
}

const AT_ONCE = 8;

async function makeFile(source: string, temporary: string): Promise<void> {
  await copyFile(source, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  const [before, after] = await Promise.all([lstat(source), lstat(temporary)]);
  if (!after.isFile() || before.size !== after.size) throw new Error('it changed during the copy');
}

async function makeDirectory(runner: Runner, source: string, temporary: string): Promise<void> {
  await copyTree(runner, source, temporary);
  const [before, after] = await Promise.all([readdir(source), readdir(temporary)]);
  if (before.length !== after.length) throw new Error('it changed during the copy');
}

async function placeCopy(runner: Runner, entry: Entry, source: string, target: string): Promise<boolean> {
  if (kindOf(await lstat(source)) !== entry.kind) throw new Error('it was replaced during the copy');
  if (entry.kind === 'symlink') {
    // Made in one step, so it needs no temporary name.
    return await symlink(await readlink(source), target).then(
      () => true,
      (error: unknown) => {
        if (isErrno(error, 'EEXIST')) return false;
        throw error;
      },
    );
  }
  const temporary = temporaryName(target);
  try {
    if (entry.kind === 'file') await makeFile(source, temporary);
    else await makeDirectory(runner, source, temporary);
    if ((await moveIntoPlace(temporary, target)) === 'moved') return true;
  } catch (error) {
    await removeTemporary(temporary).catch(() => {}); // the first error is the one to tell
    throw error;
  }
  await removeTemporary(temporary);
  return false;
}

/**
 * The caller holds the task's lock.
 * @param from absolute root of the main worktree
 * @param to absolute root of the new worktree
 * @throws {PaneError} naming the entry and how far it came; what is in place stays
 */
export async function copyEntries(
  runner: Runner,
  entries: readonly Entry[],
  from: string,
  to: string,
): Promise<Copied> {
  const copied: string[] = [];
  const kept: string[] = [];
  const warnings: string[] = [];
  const copyOne = async (entry: Entry): Promise<void> => {
    const place = await preparePlace(to, entry.path);
    if (place === 'taken') kept.push(entry.path);
    else if (place !== 'free') warnings.push(place.obstacle);
    else {
      const made = await placeCopy(runner, entry, join(from, entry.path), join(to, entry.path));
      (made ? copied : kept).push(entry.path);
      const broken = entry.kind === 'symlink' ? await warnOfBrokenLink(entry.path, from, to) : null;
      if (broken !== null) warnings.push(broken);
    }
  };
  await requireDirectory(to);
  await clearLeftovers(to, entries);
  await forEachOf(entries, AT_ONCE, async (entry) => {
    await copyOne(entry).catch((error: unknown) => {
      throw failureOf('copy', entry.path, error, copied.length + kept.length, entries.length);
    });
  });
  return { copied: copied.sort(), kept: kept.sort(), warnings };
}

async function requireDirectory(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => null);
  if (!stats?.isDirectory()) throw new PaneError('failed', `the worktree \`${path}\` does not exist`);
}
