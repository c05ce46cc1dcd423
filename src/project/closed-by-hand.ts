/**
 * Tells a window that the user closed from one that was lost with its server, and remembers the first: it
 * stays closed until the task changes or `up` is run.
 */

import type { DesiredTask } from '../config/desired.ts';
import { takeLock } from '../gate/lock.ts';
import { findTask } from '../operations/apply-context.ts';
import { taskLock, writeStamp } from '../records/store.ts';
import { observe } from '../snapshot/observe.ts';
import type { Observed, OurWorktree } from '../snapshot/observed.ts';
import { type TaskView, viewTasks } from '../snapshot/view.ts';
import type { TmuxServer } from '../tmux/panes.ts';
import type { Project } from './project.ts';

/**
 * The launcher is gone, and the server is not, or it ended with its last window. Where `pane` closed the window there
 * is no claim any more; one of another server was left there when the project went to this one.
 */
function wasClosed(view: TaskView, server: TmuxServer | null, windowsBefore: number): boolean {
  const { worktree, window, desired } = view;
  if (worktree === null || window !== null || desired === null || worktree.stamp.archive !== null)
    return false;
  const { claim, stamp } = worktree;
  if (claim?.liveness !== 'dead' || stamp.hold !== null) return false;
  if (claim.serverIsAlive) return claim.serverPid === server?.pid;
  return windowsBefore === 1;
}

async function hold(project: Project, task: DesiredTask, seen: OurWorktree): Promise<void> {
  const { repository, projectId } = project.scope;
  const { pid, signal } = project.context;
  const lock = await takeLock(taskLock(repository.common, projectId, task.name), { pid, signal });
  try {
    const now = await findTask(project.scope, task.name);
    const isSame = now?.stamp.id === seen.stamp.id && now.claim?.pid === seen.claim?.pid;
    if (!isSame || now?.stamp.hold !== null) return;
    await writeStamp(now.admin, { ...now.stamp, hold: { reason: 'closed', hash: task.hash } });
  } finally {
    await lock.release();
  }
}

/** `windowsBefore`: how many windows the last look found on the server. Returns what is there now. */
export async function recordClosed(
  project: Project,
  observed: Observed,
  windowsBefore: number,
): Promise<Observed> {
  const { tmux } = observed;
  if (!tmux.asked) return observed;
  const closed = viewTasks(project.desired, observed).filter((view) =>
    wasClosed(view, tmux.value, windowsBefore),
  );
  for (const { desired, worktree } of closed) {
    if (desired !== null && worktree !== null) await hold(project, desired, worktree);
  }
  return closed.length === 0 ? observed : await observe(project.scope, project.worktrees);
}
