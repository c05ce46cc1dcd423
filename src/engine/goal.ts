/**
 * Whether a task is in a state that is waited for, or can no longer get there. Pure.
 */
import type { State } from '../snapshot/state.ts';
import type { TaskState } from '../snapshot/status.ts';
import type { TaskView } from '../snapshot/view.ts';

/** Nothing changes them by itself: only the user does, or the file. */
const ENDS: readonly TaskState[] = ['failed', 'exited', 'stopped', 'paused', 'conflict', 'stuck'];
/** What only an agent that tells its state ever shows. */
const TOLD: readonly TaskState[] = ['working', 'waiting', 'limited', 'idle', 'verifying', 'verified'];
/** What only a task with `verify` comes to. */
const OF_CHECKS: readonly TaskState[] = ['verifying', 'verified'];

export type Reached =
  | { readonly reached: true }
  /** `reason`: why it never will be; null: it still can. */
  | { readonly reached: false; readonly reason: string | null };

function tellsNothing({ desired }: Pick<TaskView, 'desired'>): boolean {
  return desired !== null && desired.agent.reports === null && desired.agent.screen === null;
}

/** `goesOn`: something more becomes of it by itself. Of one that has ended: it is started again. */
export function reachedBy(
  view: Pick<TaskView, 'desired'>,
  { state, message, isBusy, checkAt }: State,
  goal: ReadonlySet<TaskState>,
  goesOn = false,
): Reached {
  if (isBusy) return { reached: false, reason: null };
  if (goal.has(state)) return { reached: true };
  if (view.desired?.verify === null && [...goal].every((wanted) => OF_CHECKS.includes(wanted)))
    return { reached: false, reason: 'it has no `verify`' };
  if (goesOn && state === 'exited') return { reached: false, reason: null };
  if (ENDS.includes(state) && checkAt === null) {
    return { reached: false, reason: message === null ? `it is ${state}` : `it is ${state}: ${message}` };
  }
  if (state === 'running' && tellsNothing(view) && [...goal].every((wanted) => TOLD.includes(wanted))) {
    return { reached: false, reason: 'its agent does not report whether it works or is idle' };
  }
  return { reached: false, reason: null };
}
