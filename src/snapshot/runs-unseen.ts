/**
 * An agent that runs although its window can't be seen: no second one may be started beside it. Pure.
 */
import type { Claim, Holder, Observed, OurWorktree } from './observed.ts';
import { requested } from './request.ts';

/** Of a worktree whose window tmux does not show. */
export function holderOf({ holder }: Claim): Holder {
  return requested(holder, 'the holders of claims');
}

/** Whether the agent runs, or perhaps runs, where it can't be ended from here: another host or tmux server. */
export function isOutOfReach(claim: Claim | null, { tmux }: Pick<Observed, 'tmux'>): boolean {
  if (claim === null) return false;
  const { liveness, serverIsAlive } = holderOf(claim);
  if (liveness === 'elsewhere') return true;
  if (liveness !== 'alive' || !serverIsAlive) return false;
  return tmux.asked && tmux.value?.pid !== claim.serverPid;
}

/** For a worktree without a window: where its agent is and the ways out; null: none runs, as far as is known. */
export function runsUnseen(worktree: OurWorktree, observed: Pick<Observed, 'tmux'>): string | null {
  const { claim, stamp, admin } = worktree;
  if (claim === null) return null;
  const { socket, host } = claim;
  const { pid, liveness } = holderOf(claim);
  if (liveness === 'dead') return null;
  if (liveness === 'elsewhere')
    return `its agent perhaps runs on ${host} (process ${pid}): look there; if it is gone, remove ${admin}/pane/run`;
  if (isOutOfReach(claim, observed))
    return `its agent runs already, as process ${pid} on the tmux server at ${socket}: attach with \`tmux -S ${socket} attach\`, or end it there`;
  return `its agent outlived its window and still runs, under process ${pid}: \`pane restart ${stamp.task}\` ends it and starts it again`;
}
