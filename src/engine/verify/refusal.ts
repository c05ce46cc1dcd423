/**
 * Why a task's work can't be checked now. Pure.
 */
import type { State } from '../../snapshot/state.ts';
import type { TaskState } from '../../snapshot/status.ts';

/** Nothing changes its worktree meanwhile, as far as can be known. */
const AT_REST: readonly TaskState[] = [
  'idle',
  'running',
  'exited',
  'stopped',
  'failed',
  'stuck',
  'verified',
  'verifying',
];

/** A sentence; null: it can be. `isOwn`: the check that runs is this process's. */
export function refusalOfCheck(
  { state, checkAt }: State,
  { byHand, isOwn }: { readonly byHand: boolean; readonly isOwn: boolean },
): string | null {
  if (byHand) return AT_REST.includes(state) ? null : `its agent is at work: it is ${state}`;
  return (isOwn && state === 'verifying') || checkAt !== null ? null : `it is ${state}, and no check is due`;
}
