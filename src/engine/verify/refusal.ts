/**
 * Why a task's work can't be checked now. Pure.
 */
import { asAgent, type State } from '../../snapshot/state.ts';
import type { TaskState } from '../../snapshot/status.ts';

/** Nothing changes its worktree meanwhile, as far as can be known. */
const AT_REST: readonly TaskState[] = ['idle', 'running', 'exited', 'stopped', 'failed', 'stuck'];

/** A sentence; null: it can be. */
export function refusalOfCheck(told: State): string | null {
  const { state } = asAgent(told);
  return AT_REST.includes(state) ? null : `its agent is at work: it is ${state}`;
}
