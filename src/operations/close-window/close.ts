/**
 * Ends what runs in a task's worktree and closes its window: the way in which every operation does it.
 */
import { join } from 'node:path';
import { PaneError } from '../../errors.ts';
import { endJob } from '../../gate/job.ts';
import { removeOwnFile } from '../../gate/own-files.ts';
import { closeTaskWindow } from '../../gate/window.ts';
import { paneDirectory } from '../../records/store.ts';
import { goneSeconds } from '../../slurm/job-files.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import { holderOf, isOutOfReach, unseenAgentOf } from '../../snapshot/unseen-agent.ts';
import { findWindow } from '../../snapshot/windows.ts';
import { tellStaying } from '../../tmux/other-panes.ts';
import { askServer, type TmuxPane } from '../../tmux/panes.ts';
import type { ApplyContext } from '../apply-context.ts';
import { endCheckOf } from '../check-claim.ts';

/**
 * The caller holds the task's lock. `allPanes`: also the panes that `pane` did not open. `further`: panes of other
 * windows that are closed too.
 * @returns what the user should know: that a window stays with what they run in it
 * @throws {PaneError} `conflict` where the agent runs on another tmux server, which can't be told to close
 * its window; else as `endProcesses`.
 */
export async function closeWindowOf(
  context: ApplyContext,
  worktree: OurWorktree,
  {
    allPanes = false,
    further = [],
  }: { readonly allPanes?: boolean; readonly further?: readonly TmuxPane[] } = {},
): Promise<string[]> {
  const { claim, stamp, admin } = worktree;
  await endCheckOf(admin, stamp.id, context.pid);
  const { runner, env } = context.scope;
  const job = { runner, directory: paneDirectory(admin), worktreeId: stamp.id };
  await endJob(job, goneSeconds(env) * 1000);
  const holder = claim === null ? null : holderOf(claim);
  const server = await askServer(runner, context.socket);
  const unseen = findWindow(server, worktree) === null ? unseenAgentOf(worktree, server) : null;
  if (unseen !== null && isOutOfReach(unseen)) throw new PaneError('conflict', unseen.message);
  const staying = await closeTaskWindow(runner, context.socket, {
    worktreeId: stamp.id,
    launcher: holder?.liveness === 'alive' ? holder.pid : null,
    pid: context.pid,
    allPanes,
    further,
    // A claim whose launcher is dead tells of a window that somebody else closed.
    onEnded: () => removeOwnFile(paneDirectory(admin), join(paneDirectory(admin), 'run')),
  });
  return tellStaying(staying);
}
