/**
 * Ends what runs in a task's worktree and closes its window: the way in which every operation does it.
 */
import { PaneError } from '../errors.ts';
import { closeTaskWindow } from '../gate/window.ts';
import { askServer } from '../tmux/panes.ts';
import type { ApplyContext } from './apply-context.ts';
import type { OurWorktree } from './observed.ts';
import { isOutOfReach, runsUnseen } from './runs-unseen.ts';
import { findWindow } from './view.ts';

/**
 * The caller holds the task's lock.
 * @throws {PaneError} `conflict` where the agent runs on another tmux server, which can't be told to close
 * its window; else as `endProcesses`.
 */
export async function closeWindowOf(context: ApplyContext, worktree: OurWorktree): Promise<void> {
  const { claim, stamp } = worktree;
  const { runner } = context.scope;
  const server = await askServer(runner, context.socket);
  const tmux = { asked: true, value: server } as const;
  if (findWindow(server, worktree) === null && isOutOfReach(claim, { tmux })) {
    throw new PaneError('conflict', runsUnseen(worktree, { tmux }) ?? 'its agent runs elsewhere');
  }
  const launcher = claim?.liveness === 'alive' ? claim.pid : null;
  await closeTaskWindow(runner, context.socket, { worktreeId: stamp.id, launcher, pid: context.pid });
}
