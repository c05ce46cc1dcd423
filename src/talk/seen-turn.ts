/**
 * What the screen of an agent tells of its turns, where its events do not. Pure.
 */
import { type Failure, NEEDS_LOGIN } from '../agents/failure.ts';
import type { SeenTurn } from '../records/turns.ts';
import { orNull } from '../snapshot/known.ts';
import type { TaskInState } from '../snapshot/view.ts';
import type { TmuxPane } from '../tmux/panes.ts';

/** What `report.sh` gives as the reason of work after an event that would have ended the turn: no other one may come. */
const UNSURE = 'unsure';

/** The state of a turn by what its agent is seen to do; null: that tells nothing of it. */
function turnIn(
  { state, beneath, message }: TaskInState['state'],
  { reported, reportedWhy }: Pick<TmuxPane, 'reported' | 'reportedWhy'>,
): SeenTurn['state'] | null {
  const isTold = reported !== '';
  const seen = beneath ?? state;
  if (seen === 'working') return isTold ? null : 'open';
  if (seen === 'limited') return 'limited';
  if (seen === 'stuck') return 'failed';
  if (seen === 'waiting') return message?.startsWith(NEEDS_LOGIN) ? 'failed' : null;
  if (seen !== 'idle') return null;
  if (!isTold) return 'done';
  if (reported === 'working' && reportedWhy === UNSURE) return 'done';
  // It tells of the end of each turn but of one that its user broke off.
  return reported === 'working' || reported === 'waiting' ? 'failed' : null;
}

/** What its screen says of the error that ended its turn; undefined: nothing. */
function failureIn({ state, message, beneath }: TaskInState['state']): Failure | undefined {
  const isOne = beneath === null && message !== null && (state === 'stuck' || state === 'waiting');
  return isOne ? { activity: state, message } : undefined;
}

/** Null: nothing is seen that its events have not told. `now`: Unix time in seconds. */
export function seenTurn({ view, state }: TaskInState, now: number): SeenTurn | null {
  const launcher = orNull(view.worktree)?.launcher ?? null;
  const window = orNull(view.window);
  const main = window?.panes.find(({ pane }) => pane === window.main);
  if (launcher?.state !== 'running' || main === undefined) return null;
  const turn = turnIn(state, main);
  if (turn === null || state.source !== 'screen' || state.since === null) return null;
  const until = turn === 'limited' ? (state.until ?? undefined) : undefined;
  const failure = turn === 'failed' ? failureIn(state) : undefined;
  return { state: turn, since: state.since, now, launchedAt: launcher.at, until, failure };
}
