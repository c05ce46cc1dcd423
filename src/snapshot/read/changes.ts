/**
 * How far each task's worktree is from where it started: the only part of a snapshot that starts processes for each task.
 */

import { messageOf, PaneError, refusalOf } from '../../errors.ts';
import { countDirty, countLines } from '../../git/changes.ts';
import type { Ref } from '../../git/refs.ts';
import { isLinkedTo } from '../../git/worktrees.ts';
import type { WorktreeId } from '../../ids.ts';
import { forEachOf } from '../../pool.ts';
import { CommandError, type Runner } from '../../process/command.ts';
import { isSameTrace } from '../../records/trace.ts';
import type { JoinedTask } from '../joined.ts';
import { type Known, known, orNull, unknown } from '../known.ts';
import { ifAsked } from '../request.ts';
import type { Changes, OurWorktree, Snapshot } from '../snapshot.ts';
import { readTrace } from '../work/trace.ts';
import { listBaseRefs, readWork } from '../work/work.ts';
import type { Scope } from './observe.ts';

/** Worktrees that git is asked about; for each of them at most two programs run. */
const AT_ONCE = 8;

/** With what git tells of the worktrees of these tasks. One that git can't read keeps back nothing of the others. */
export async function withChanges(
  scope: Scope,
  observed: Snapshot,
  tasks: readonly JoinedTask[],
): Promise<Snapshot> {
  const worktrees = tasks.flatMap((task) => filledOf(task) ?? []);
  const refs = listBaseRefs(
    scope,
    worktrees.map(({ stamp }) => stamp),
  );
  const changes: Record<WorktreeId, Known<Changes>> = {};
  await forEachOf(worktrees, AT_ONCE, async (worktree) => {
    const found = await changesOf(scope, worktree, refs);
    if (found !== null) changes[worktree.stamp.id] = found;
  });
  return { ...observed, changes };
}

type Filled = OurWorktree & { readonly path: string };

/** Null: there is no worktree, or nothing in it yet. */
function filledOf({ worktree }: JoinedTask): Filled | null {
  const there = orNull(worktree);
  if (there?.path == null || there.stamp.progress === 'checkout') return null;
  return { ...there, path: there.path };
}

/** Null: it was archived while git was asked. */
async function changesOf(
  scope: Scope,
  worktree: Filled,
  refs: Promise<readonly Ref[]>,
): Promise<Known<Changes> | null> {
  try {
    return known(await readChanges(scope, worktree, await refs));
  } catch (error) {
    const isFailure = error instanceof PaneError && error.code === 'failed';
    if (!(error instanceof CommandError) && !isFailure && refusalOf(error) === null) throw error;
    return isLinkedTo(worktree.path, worktree.admin) ? unknown(messageOf(error)) : null;
  }
}

async function readIsAsChecked(runner: Runner, { attempts, admin, path }: Filled): Promise<boolean> {
  const check = ifAsked(attempts)?.check ?? null;
  if (check?.outcome !== 'green' || check.changedSince) return true;
  return isSameTrace({ head: check.head, content: check.trace }, await readTrace(runner, admin, path));
}

/** @throws {CommandError} where git does not answer, {PaneError} `failed` where it can't tell; what the machine refuses */
async function readChanges(scope: Scope, worktree: Filled, refs: readonly Ref[]): Promise<Changes> {
  const { runner } = scope;
  const workAndLines = async () => {
    const { start, ...work } = await readWork(scope, worktree, refs);
    return { ...work, lines: await runner.run(countLines(worktree.path, start)) };
  };
  const [dirty, work, isAsChecked] = await Promise.all([
    runner.run(countDirty(worktree.path)),
    workAndLines(),
    readIsAsChecked(runner, worktree),
  ]);
  return { dirty, ...work, isAsChecked };
}
