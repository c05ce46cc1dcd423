/**
 * Remembers which windows the user closed (`windowless.ts` tells them from those that were lost with their server): they
 * stay closed until the task changes, is paused, or `up` is run.
 */

import { join } from 'node:path';
import type { DesiredTask } from '../../config/desired.ts';
import { underLock } from '../../gate/lock.ts';
import { removeOwnFile } from '../../gate/own-files.ts';
import { findTask } from '../../operations/apply-context.ts';
import { paneDirectory, taskLock, writeStamp } from '../../records/store.ts';
import { joinTasks } from '../../snapshot/joined.ts';
import { orNull } from '../../snapshot/known.ts';
import { observe } from '../../snapshot/read/observe.ts';
import { FOR_STATES } from '../../snapshot/request.ts';
import type { OurWorktree, Snapshot } from '../../snapshot/snapshot.ts';
import type { Project } from '../project.ts';
import { isDead, isToForget, type ServerBefore, wasClosed, windowlessOf } from './windowless.ts';

/** Does it under the task's lock, if its worktree is as it was seen. */
async function whileSame(
  project: Project,
  task: DesiredTask,
  seen: OurWorktree,
  change: (now: OurWorktree) => Promise<void>,
): Promise<void> {
  const { repository, projectId } = project.scope;
  const { pid, signal } = project.context;
  await underLock(taskLock(repository.common, projectId, task.name), { pid, signal }, async () => {
    const now = await findTask(project.scope, task.name);
    const isSame = now?.stamp.id === seen.stamp.id && now.claim?.launcher === seen.claim?.launcher;
    if (isSame && now !== null) await change(now);
  });
}

async function hold(project: Project, task: DesiredTask, seen: OurWorktree): Promise<void> {
  await whileSame(project, task, seen, async ({ admin, stamp }) => {
    if (stamp.hold === null)
      await writeStamp(admin, { ...stamp, hold: { reason: 'closed', hash: task.hash } });
  });
}

/** As if `pane` had closed its window. */
async function forget(project: Project, task: DesiredTask, seen: OurWorktree): Promise<void> {
  await whileSame(project, task, seen, async ({ admin, stamp, claim }) => {
    const directory = paneDirectory(admin);
    if (isDead(claim)) await removeOwnFile(directory, join(directory, 'run'));
    if (stamp.hold !== null) await writeStamp(admin, { ...stamp, hold: null });
  });
}

/** `before`: null where the last look found no server, or none was yet. Returns what is there now. */
export async function recordClosed(
  project: Project,
  observed: Snapshot,
  before: ServerBefore | null,
): Promise<Snapshot> {
  const windowless = joinTasks(project.desired, observed).flatMap(windowlessOf);
  const closed = windowless.filter((task) => wasClosed(task, orNull(observed.tmux), before));
  const forgotten = windowless.filter(isToForget);
  for (const { desired, worktree } of closed) await hold(project, desired, worktree);
  for (const { desired, worktree } of forgotten) await forget(project, desired, worktree);
  return closed.length + forgotten.length === 0
    ? observed
    : await observe(project.scope, FOR_STATES, project.worktrees);
}
