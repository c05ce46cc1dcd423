/**
 * Plans for the window of a task whose worktree is there. Pure.
 */
import { type DesiredTask, differs } from '../config/desired.ts';
import { closeWindow } from '../operations/close-window/operation.ts';
import type { Operation } from '../operations/kinds.ts';
import { openWindow } from '../operations/open-window/operation.ts';
import type { Observed, OurWorktree } from '../snapshot/observed.ts';
import { runsUnseen } from '../snapshot/runs-unseen.ts';
import { failureOf, hasClosedItself, isUndelivered } from '../snapshot/state.ts';
import { programIn, type TaskView, type TaskWindow } from '../snapshot/view.ts';
import { leftoverOf } from './leftover.ts';
import { NOTHING, type PlanOptions, type TaskPlan, tell, todo } from './task-plan.ts';

/** `after`: the operation that finishes the worktree, if one is planned. */
export function planWindow(
  view: TaskView,
  worktree: OurWorktree,
  path: string,
  task: DesiredTask,
  observed: Observed,
  options: PlanOptions,
  after: Operation | undefined,
): TaskPlan {
  if (!observed.tmux.asked) return NOTHING;
  const open = (cause: string, replaces: TaskWindow | null): TaskPlan =>
    todo(openWindow(task, { worktree, path, replaces: replaces?.window ?? null }, { cause, after }));
  if (view.window !== null) {
    if (task.paused)
      return todo(closeWindow(view.name, { worktreeId: worktree.stamp.id }, { cause: 'paused' }));
    return planFailed(worktree, task, view.window, options, open);
  }
  if (task.paused) return NOTHING;
  return planMissing(worktree, task, observed, options, open);
}

type Open = (cause: string, replaces: TaskWindow | null) => TaskPlan;

function planMissing(
  worktree: OurWorktree,
  task: DesiredTask,
  observed: Observed,
  options: PlanOptions,
  open: Open,
): TaskPlan {
  const { claim, stamp } = worktree;
  const unseen = runsUnseen(worktree, observed);
  if (unseen !== null) return tell('conflict', task.name, unseen);
  const leftover = observed.git.asked ? leftoverOf(task, observed.git.value, observed) : null;
  if (leftover !== null) return tell('conflict', task.name, leftover);
  if (hasClosedItself(worktree, task)) return NOTHING;
  const holds = holdOf(worktree, task, options);
  if (holds === 'down') return NOTHING;
  if (holds !== null && !options.reopens) return NOTHING;
  const isOfServer = observed.tmux.asked && observed.tmux.value?.pid === claim?.serverPid;
  if (!options.reopens && stamp.hold === null && claim?.serverIsAlive && isOfServer) return NOTHING; // closed by hand
  if (isUndelivered(worktree, true)) return tellUndelivered(task);
  return open(stamp.applied === null ? 'no window yet' : 'its window is gone', null);
}

/** Why it stays closed until it changes or is named; null: it need not. */
function holdOf({ stamp }: OurWorktree, task: DesiredTask, options: PlanOptions): 'down' | 'closed' | null {
  const isNamed = options.tasks?.has(task.name) ?? false;
  return stamp.hold === null || isNamed || differs(stamp.hold.hash, task.hash) ? null : stamp.hold.reason;
}

/** Opening a window would deliver a prompt twice, or leave it out: the user decides. */
function tellUndelivered(task: DesiredTask): TaskPlan {
  const message = `prompt perhaps not delivered: look at its worktree, then \`pane restart --prompt ${task.name}\` delivers it again`;
  return tell('failed', task.name, message);
}

/** A window whose launcher gave up is opened anew, unless something else runs in it by now. */
function planFailed(
  worktree: OurWorktree,
  task: DesiredTask,
  window: TaskWindow,
  options: PlanOptions,
  open: Open,
): TaskPlan {
  const { launcher, stamp } = worktree;
  if (holdOf(worktree, task, options) === 'down') return NOTHING; // `down` is about to close it
  if (isUndelivered(worktree, window.dead)) return tellUndelivered(task);
  const hasFailed = launcher?.state === 'failed' || (window.dead && launcher?.state !== 'exited');
  if (!hasFailed) return NOTHING;
  const hasChanged =
    stamp.applied === null ||
    Object.entries(task.hashes).some(([name, hash]) => differs(stamp.applied?.[name], hash));
  const message = `${failureOf(worktree)}: look at its window`;
  if (!options.reopens && !hasChanged) return tell('failed', task.name, message);
  const program = programIn(window, launcher?.shell);
  if (program !== null) {
    const ways = `where ${program} runs now: \`pane restart ${task.name}\` ends that too`;
    return tell('failed', task.name, `${message}, ${ways}`);
  }
  return open(`${failureOf(worktree)}; again`, window);
}
