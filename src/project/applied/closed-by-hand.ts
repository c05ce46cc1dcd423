/**
 * Tells a window that the user closed from one that was lost with its server, and remembers the first: it
 * stays closed until the task changes, is paused, or `up` is run.
 */

import { join } from 'node:path';
import type { DesiredTask } from '../../config/desired.ts';
import { underLock } from '../../gate/lock.ts';
import { removeOwnFile } from '../../gate/own-files.ts';
import { findTask } from '../../operations/apply-context.ts';
import { paneDirectory, taskLock, writeStamp } from '../../records/store.ts';
import { type JoinedTask, joinTasks } from '../../snapshot/joined.ts';
import { orNull } from '../../snapshot/known.ts';
import { observe } from '../../snapshot/read/observe.ts';
import { FOR_STATES } from '../../snapshot/request.ts';
import type { Claim, OurWorktree, Snapshot } from '../../snapshot/snapshot.ts';
import { holderOf } from '../../snapshot/unseen-agent.ts';
import type { TmuxServer } from '../../tmux/panes.ts';
import type { Project } from '../project.ts';

/** The tmux server that the last look found. */
export interface ServerBefore {
  readonly pid: number;
  /** How many windows it had. */
  readonly windows: number;
}

/** A task of the file that has a worktree, of which tmux shows no window. */
interface Windowless {
  readonly desired: DesiredTask;
  readonly worktree: OurWorktree;
}

function windowlessOf({ desired, window, ...task }: JoinedTask): Windowless[] {
  const worktree = orNull(task.worktree);
  const isGone = window.known && window.value === null;
  return desired === null || worktree === null || !isGone ? [] : [{ desired, worktree }];
}

/**
 * The launcher is gone, and the server is not, or it ended with its last window. Where `pane` closed the window there
 * is no claim any more; one of another server was left there when the project went to this one. With `on_exit: close` the
 * launcher closes the window itself once its agent has ended: that one may be started again.
 */
function wasClosed(
  { worktree, desired }: Windowless,
  server: TmuxServer | null,
  before: ServerBefore | null,
): boolean {
  if (desired.paused || worktree.stamp.archive !== null) return false;
  const { claim, stamp, launcher } = worktree;
  if (claim === null || stamp.hold !== null) return false;
  if (launcher?.state === 'exited' && desired.onExit === 'close') return false;
  const { liveness, serverIsAlive } = holderOf(claim);
  if (liveness !== 'dead') return false;
  if (serverIsAlive) return claim.serverPid === server?.pid;
  return claim.serverPid === before?.pid && before.windows === 1;
}

function isDead(claim: Claim | null): boolean {
  return claim !== null && holderOf(claim).liveness === 'dead';
}

/** Paused, a task has no window, whoever closed it: what was before that says nothing of the time when it is not any more. */
function isToForget({ worktree, desired }: Windowless): boolean {
  const { claim, stamp } = worktree;
  return desired.paused && stamp.archive === null && (stamp.hold !== null || isDead(claim));
}

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
