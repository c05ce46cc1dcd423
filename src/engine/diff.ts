/** `diff`: what a task changed since it parted from its base. */
import { access, constants, copyFile, mkdir, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../context.ts';
import { isErrno } from '../errors.ts';
import { removeTemporary, temporaryName } from '../gate/temporary.ts';
import { addToIndex, listUntracked, readSettings, showDiff } from '../git/diff.ts';
import type { Runner } from '../process/command.ts';
import { runInteractive } from '../process/interactive.ts';
import { openRunning } from '../project/open-as-applied.ts';
import type { ProjectOptions } from '../project/types.ts';
import { worktreeOf } from '../project/worktree-path.ts';
import { baseName } from '../snapshot/work/base.ts';
import { listBaseRefs, readWork, type WorkingTree } from '../snapshot/work/work.ts';
import { printable } from '../ui/printable.ts';

/** 128 and SIGPIPE: the user left the pager before its end. */
const PAGER_LEFT = 141;

/**
 * Git compares the time of a file with that of the index to know whether it may have changed unseen: a copy
 * that is younger than the original would hide what was written in the same second.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  const original = await stat(from).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  });
  if (original === null) return; // nothing was ever checked out
  await copyFile(from, to);
  const seconds = Math.floor(original.mtimeMs / 1000);
  await utimes(to, seconds, seconds);
}

/**
 * The worktree's index, and in it the files that git does not know yet, as a file in that directory.
 * @param untracked as `listUntracked` tells them; repositories are left out
 */
export async function writeIndex(
  runner: Runner,
  { path, admin, stamp }: WorkingTree,
  untracked: readonly string[],
  directory: string,
): Promise<string> {
  const index = join(directory, 'index');
  const files = untracked.filter((each) => !each.endsWith('/'));
  await copyIndex(join(admin, 'index'), index);
  if (files.length > 0) await runner.run(addToIndex(path, index, files, stamp.commit));
  return index;
}

/** As git looks for a file that its configuration names: from the top of the worktree. */
async function isReadable(configured: string, worktree: string, env: Context['env']): Promise<boolean> {
  const place = resolve(worktree, configured.replace(/^~(?=\/)/, env.HOME ?? '~'));
  const [isFile, isPermitted] = await Promise.all([
    stat(place).then(
      (found) => found.isFile(),
      () => false,
    ),
    access(place, constants.R_OK).then(
      () => true,
      () => false,
    ),
  ]);
  return isFile && isPermitted;
}

/** Committed, uncommitted and untracked changes, with the user's pager. @returns the exit code */
export async function diff(
  context: Context,
  options: ProjectOptions & { readonly task: string | null; readonly stat: boolean },
): Promise<number> {
  const project = await openRunning(context, options);
  const worktree = await worktreeOf(project, options.task);
  const { path, stamp } = worktree;
  const { runner } = project.scope;
  const [{ start, baseGone }, untracked, settings] = await Promise.all([
    listBaseRefs(project.scope, [stamp]).then((refs) => readWork(project.scope, worktree, refs)),
    runner.run(listUntracked(path)),
    runner.run(readSettings(path)),
  ]);
  if (baseGone) {
    const where = start === stamp.commit ? ', where the task started' : '';
    context.stderr(
      `the base ${baseName(stamp)} is gone; showing changes since ${start.slice(0, 12)}${where}\n`,
    );
  }
  const repositories = untracked.filter((each) => each.endsWith('/'));
  for (const each of repositories) {
    context.stderr(
      `not shown: ${printable(Buffer.from(each, 'latin1').toString())} is a separate repository, which git does not look into\n`,
    );
  }
  const temporary = temporaryName(join(context.env.TMPDIR || '/tmp', 'diff'));
  await mkdir(temporary, { mode: 0o700 });
  try {
    const index = await writeIndex(runner, worktree, untracked, temporary);
    const hasOrder = settings.orderFile === null || (await isReadable(settings.orderFile, path, context.env));
    const shown = showDiff(path, index, start, { stat: options.stat, env: context.env, settings, hasOrder });
    const code = await runInteractive(shown);
    return code === PAGER_LEFT ? 0 : code;
  } finally {
    await removeTemporary(temporary);
  }
}
