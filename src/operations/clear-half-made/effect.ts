/**
 * Clears away what was begun of a worktree before it had a stamp: nothing was checked out in it yet. Its branch stays:
 * somebody may have seen it by now.
 */
import { removeHalfMade } from '../../gate/half-made.ts';
import { endMakers } from '../../gate/processes.ts';
import { makingLock } from '../../git/create.ts';
import { listAdminDirectories } from '../../git/worktrees.ts';
import type { TaskName } from '../../ids.ts';
import { listMakingRecords, readStamp, removeMakingRecord } from '../../records/store.ts';
import { type ApplyContext, Changed, findTask, Overtaken, withRepositoryLock } from '../apply-context.ts';
import type { ClearHalfMade } from './operation.ts';

/**
 * The caller holds the locks of the task and of the repository. @returns false: nothing was begun
 * @throws {PaneError} `conflict` where something was done with it by now; then nothing was removed
 */
export async function clearAway({ scope, pid }: ApplyContext, task: TaskName): Promise<boolean> {
  const { repository, projectId } = scope;
  const record = listMakingRecords(repository.common, projectId).find((each) => each.task === task);
  if (record === undefined) return false;
  await endMakers(record.id, pid);
  const admins = listAdminDirectories(repository.common);
  if (!admins.some(({ path }) => readStamp(path)?.id === record.id))
    await removeHalfMade(repository.common, makingLock(record.id), record.path);
  await removeMakingRecord(repository.common, projectId, task);
  return true;
}

/** The caller holds the task's lock. @throws {Changed} where the worktree was made meanwhile. @throws {Overtaken} where it was cleared away. */
export async function carryOut(context: ApplyContext, { task }: ClearHalfMade): Promise<string[]> {
  return await withRepositoryLock(context, async () => {
    if ((await findTask(context.scope, task)) !== null) throw new Changed('its worktree already exists');
    if (!(await clearAway(context, task))) throw new Overtaken('it is already removed');
    return [];
  });
}
