/**
 * An agent that runs although its window can't be seen: no second one may be started beside it. Pure.
 */

import { isOver } from '../slurm/jobs.ts';
import type { TmuxServer } from '../tmux/panes.ts';
import { isOpen, type TaskJob } from './job.ts';
import { NOT_ASKED, requested } from './request.ts';
import type { Claim, Holder, OurWorktree } from './snapshot.ts';

export interface UnseenAgent {
  /**
   * `elsewhere`: perhaps, on another host; `other-server`: under another tmux server; `here`: it outlived its window; `job`: as
   * a job of Slurm's; `unknown-job`: perhaps, Slurm does not answer.
   */
  readonly where: 'elsewhere' | 'other-server' | 'here' | 'job' | 'unknown-job';
  /** Where it is and the ways out, a sentence. */
  readonly message: string;
  /** It may be about to end: its window was closed, or its server killed. */
  readonly isEnding: boolean;
}

/** Of a worktree whose window tmux does not show. */
export function holderOf({ holder }: Claim): Holder {
  return requested(holder, 'the holders of claims');
}

/** It can't be ended from here. */
export function isOutOfReach({ where }: UnseenAgent): boolean {
  return where === 'elsewhere' || where === 'other-server';
}

function whereIs(claim: Claim, server: TmuxServer | null): 'elsewhere' | 'other-server' | 'here' | null {
  const { liveness, serverIsAlive } = holderOf(claim);
  if (liveness === 'dead') return null;
  if (liveness === 'elsewhere') return 'elsewhere';
  return serverIsAlive && claim.serverPid !== server?.pid ? 'other-server' : 'here';
}

/** Null: its job is over, as far as is known, or it has none. */
function unseenJobOf(job: TaskJob | undefined): UnseenAgent | null {
  if (job === undefined || !isOpen(job) || job.listed === NOT_ASKED) return null;
  const { id, listed } = job;
  if (!listed.known) {
    const message = `its job ${id} may be running: ${listed.reason}`;
    return { where: 'unknown-job', message, isEnding: false };
  }
  if (listed.value === null || isOver(listed.value)) return null;
  const message = `its job ${id} is ${listed.value.state}, but its window is gone: \`pane up\` opens it again`;
  return { where: 'job', message, isEnding: false };
}

/** For a worktree without a window. `server`: null: none runs. Null: no agent runs, as far as is known. */
export function unseenAgentOf(
  { claim, stamp, admin, job }: OurWorktree,
  server: TmuxServer | null,
): UnseenAgent | null {
  const where = claim === null ? null : whereIs(claim, server);
  if (claim === null || where === null) return unseenJobOf(job);
  const { socket, host } = claim;
  const { pid } = holderOf(claim);
  const messages = {
    elsewhere: `its agent may be running on ${host} (process ${pid}): check there; if it is gone, remove ${admin}/pane/run`,
    'other-server': `its agent already runs as process ${pid} on the tmux server at ${socket}: attach with \`tmux -S ${socket} attach\`, or end it there`,
    here: `its window is gone, but its agent still runs as process ${pid}: \`pane restart ${stamp.task}\` restarts it`,
  };
  // A server whose socket another one has taken over is mostly about to end too.
  const isEnding = where === 'here' || (where === 'other-server' && socket === server?.socketPath);
  return { where, message: messages[where], isEnding };
}
