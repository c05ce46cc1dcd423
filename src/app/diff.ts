/** `diff`: what a task changed since it parted from its base. */
import { copyFile, mkdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { removeTemporary, temporaryName } from '../gate/temporary.ts';
import { addToIndex, listUntracked, mergeBase, showDiff } from '../git/diff.ts';
import { runInteractive } from '../process/interactive.ts';
import { printable } from '../ui/printable.ts';
import { openRunning } from './open-as-applied.ts';
import type { ProjectOptions } from './types.ts';
import { worktreeOf } from './worktree-path.ts';

/** 128 and SIGPIPE: the user left the pager before its end. */
const PAGER_LEFT = 141;

/**
 * Git compares the time of a file with that of the index to know whether it may have changed unseen: a copy
 * that is younger than the original would hide what was written in the same second.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  const original = await stat(from).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (original === null) return; // nothing was ever checked out
  await copyFile(from, to);
  const seconds = Math.floor(original.mtimeMs / 1000);
  await utimes(to, seconds, seconds);
}

/** Committed, uncommitted and untracked changes, with the user's pager. @returns the exit code */
export async function diff(
  context: Context,
  options: ProjectOptions & { readonly task: string; readonly stat: boolean },
): Promise<number> {
  const project = await openRunning(context, options);
  const { path, admin, stamp } = await worktreeOf(project, options.task);
  const { runner } = project.scope;
  const [base, untracked] = await Promise.all([
    runner.run(mergeBase(path, stamp.baseRef)),
    runner.run(listUntracked(path)),
  ]);
  const repositories = untracked.filter((each) => each.endsWith('/'));
  for (const each of repositories) {
    context.stderr(
      `not shown: ${printable(each)} is a repository of its own, which git does not look into\n`,
    );
  }
  const commit = base ?? stamp.commit;
  const files = untracked.filter((each) => !each.endsWith('/'));
  const temporary = temporaryName(join(context.env.TMPDIR || '/tmp', 'diff'));
  await mkdir(temporary, { mode: 0o700 });
  try {
    const index = join(temporary, 'index');
    await copyIndex(join(admin, 'index'), index);
    if (files.length > 0) await runner.run(addToIndex(path, index, files, commit));
    const code = await runInteractive(
      showDiff(path, index, commit, { stat: options.stat, env: context.env }),
    );
    return code === PAGER_LEFT ? 0 : code;
  } finally {
    await removeTemporary(temporary);
  }
}
