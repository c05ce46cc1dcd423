/**
 * What tasks have come to here, for the machine that sent them, and how their commits get there.
 */
import { isInterrupt } from '../../errors.ts';
import { countDirty } from '../../git/changes.ts';
import { readHeld } from '../../git/in-progress.ts';
import { readHead, resolveCommit } from '../../git/refs.ts';
import type { ResultsRequest, TaskResult } from '../../hosts/protocol.ts';
import { parseBranchName } from '../../ids.ts';
import type { Runner } from '../../process/command.ts';
import { isArchived } from '../../snapshot/joined.ts';
import { observeFiles } from '../../snapshot/read/observe-files.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import { keepCall } from './kept-call.ts';
import { placeOf, type Sent } from './starts.ts';

export async function lookAtResults(
  sent: Sent,
  { tasks }: ResultsRequest,
): Promise<{ readonly results: readonly TaskResult[] }> {
  const place = placeOf(sent);
  const ours = observeFiles(place).ours.filter(
    (one) => !isArchived(one) && one.stamp.progress !== 'checkout',
  );
  const meant = ours.filter(({ stamp }) => tasks.length === 0 || tasks.includes(stamp.task));
  const results: TaskResult[] = [];
  for (const worktree of meant) {
    const found = await resultOf(place, worktree);
    if (found !== null) results.push(found);
  }
  return { results };
}

/** Null: its branch is gone. */
async function resultOf(
  { runner, common }: ReturnType<typeof placeOf>,
  { admin, path, stamp }: OurWorktree,
): Promise<TaskResult | null> {
  const head = await readHead(runner.run, admin);
  const [held] = readHeld(admin);
  const branch = parseBranchName(head.branch ?? held?.branch ?? stamp.branch);
  if (branch === null) return null;
  const commit = await runner.run(resolveCommit(common, `refs/heads/${branch}`));
  if (commit === null) return null;
  const detached = head.branch === null && head.commit !== commit ? head.commit : null;
  const changed = path === null ? null : await changedIn(runner, path, stamp.brought);
  return { task: stamp.task, branch, commit, detached, changed };
}

/** Null: git can't tell. */
async function changedIn(runner: Runner, path: string, brought: readonly string[]): Promise<number | null> {
  return await runner.run(countDirty(path, brought)).catch((error: unknown) => {
    if (isInterrupt(error)) throw error;
    return null;
  });
}

/** @returns the name under which they can be asked for */
export async function keepGive({ context, repository }: Sent): Promise<string> {
  return await keepCall(context.env, { git: 'give', common: repository.common, commits: [] });
}
