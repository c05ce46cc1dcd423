/**
 * Tells a window that the user closed from one that was lost with its server. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import type { JoinedTask } from '../../snapshot/joined.ts';
import { orNull } from '../../snapshot/known.ts';
import type { Claim, OurWorktree } from '../../snapshot/snapshot.ts';
import { holderOf } from '../../snapshot/unseen-agent.ts';
import type { TmuxServer } from '../../tmux/panes.ts';

/** The tmux server that the last look found. */
export interface ServerBefore {
  readonly pid: number;
  /** How many windows it had. */
  readonly windows: number;
}

/** A task of the file that has a worktree, of which tmux shows no window. */
export interface Windowless {
  readonly desired: DesiredTask;
  readonly worktree: OurWorktree;
}

export function windowlessOf({ desired, window, ...task }: JoinedTask): Windowless[] {
  const worktree = orNull(task.worktree);
  const isGone = window.known && window.value === null;
  return desired === null || worktree === null || !isGone ? [] : [{ desired, worktree }];
}

/**
 * The launcher is gone, and the server is not, or it ended with its last window. Where `pane` closed the window there
 * is no claim any more; one of another server was left there when the project went to this one. With `on_exit: close` the
 * launcher closes the window itself once its agent has ended: that one may be started again.
 */
export function wasClosed(
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

export function isDead(claim: Claim | null): boolean {
  return claim !== null && holderOf(claim).liveness === 'dead';
}

/** Paused, a task has no window, whoever closed it: what was before that says nothing of the time when it is not any more. */
export function isToForget({ worktree, desired }: Windowless): boolean {
  const { claim, stamp } = worktree;
  return desired.paused && stamp.archive === null && (stamp.hold !== null || isDead(claim));
}
