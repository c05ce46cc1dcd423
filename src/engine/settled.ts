/**
 * Whether anything more becomes of a task without its user, and whether it is where it was to get. Pure.
 */
import { orNull } from '../snapshot/known.ts';
import { hasFinishedTurn, placeOf } from '../snapshot/places.ts';
import { agentLimitOf } from '../snapshot/queue.ts';
import type { TaskInState } from '../snapshot/view.ts';

/** What it depends on beside the task. */
export interface Around {
  /** Unix time in seconds. */
  readonly now: number;
  readonly freesAfterMs: number;
  /** Of the whole project. */
  readonly tasks: readonly TaskInState[];
  /** A watcher runs: without one nothing is begun, checked or sent. */
  readonly isWatched: boolean;
}

/** What keeps it in the queue ends by itself: tasks before it, and limits of its agent. Places of `max_active` all do. */
function mayBegin({ view: { desired, queue } }: TaskInState, around: Around): boolean {
  const { tasks, now } = around;
  const ofAgent = tasks.filter(({ view }) => view.desired?.agent.name === desired?.agent.name);
  const before = (queue?.blockedBy ?? []).map((name) => tasks.find(({ view }) => view.name === name));
  return (
    ofAgent.every((task) => {
      const limit = agentLimitOf({ ...task.view, state: task.state }, now);
      return limit === null || limit.until !== null || mayMove(task, around);
    }) && before.every((task) => task !== undefined && mayMove(task, around))
  );
}

/** It is at work, about to be, or due a check or a message; of what waits in the queue, it may have its turn. */
export function mayMove(task: TaskInState, around: Around): boolean {
  const { view, state } = task;
  const { now, freesAfterMs, isWatched } = around;
  const { desired } = view;
  if (state.isBusy) return true;
  if (desired === null || desired.paused) return false;
  const isAtWork = placeOf({ ...view, state }, freesAfterMs, now) !== null;
  switch (state.state) {
    case 'waiting':
      return false;
    case 'limited':
      return isWatched && desired.onLimit === 'wait';
    case 'pending':
      return isAtWork || isWatched;
    case 'queued':
      return isWatched && mayBegin(task, around);
    case 'idle': // it may be about to begin
      return isAtWork && (isWatched || !hasFinishedTurn(orNull(view.worktree)));
    case 'exited':
    case 'stopped':
      return isAtWork && isWatched;
    default:
      return isAtWork;
  }
}

/** Its turn is over, and its work is good where that is checked. */
export function isWell({ view: { desired }, state: { state, checkAt, exitCode } }: TaskInState): boolean {
  if (state === 'exited') return desired?.agent.oneShot === true && exitCode === 0 && checkAt === null;
  return state === 'verified' || (state === 'idle' && checkAt === null);
}
