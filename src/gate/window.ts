/**
 * Closing a window of ours: what runs in it is ended first, and tmux closes it only if it still has the
 * worktree's mark at that moment.
 */
import type { WindowId, WorktreeId } from '../ids.ts';
import type { Runner } from '../process/command.ts';
import { askServer } from '../tmux/panes.ts';
import { isServerGone, type Socket } from '../tmux/server.ts';
import { closeMarked, type Mark } from '../tmux/windows.ts';
import { endProcesses } from './processes.ts';

export interface TaskWindowEnding {
  readonly worktreeId: WorktreeId;
  /** The live launcher: it may have outlived its window. Null: none. */
  readonly launcher: number | null;
  /** This very process. */
  readonly pid: number;
}

/**
 * Ends everything that runs for this worktree and closes its windows; none there is fine.
 * @throws {PaneError} as `endProcesses`.
 */
export async function closeTaskWindow(
  runner: Runner,
  socket: Socket,
  { worktreeId, launcher, pid }: TaskWindowEnding,
): Promise<void> {
  const server = await askServer(runner, socket);
  const panes = (server?.panes ?? []).filter((pane) => pane.worktreeId === worktreeId);
  // The number of a dead pane's process may be another's by now.
  const inPanes = panes.filter((pane) => !pane.dead).map((pane) => pane.pid);
  const leaders = launcher === null ? inPanes : [...inPanes, launcher];
  await endProcesses({ leaders, worktreeId, pid });
  for (const window of new Set(panes.map((pane) => pane.window))) {
    await closeWindow(runner, socket, window, { option: '@pane_id', value: worktreeId });
  }
}

/** Closes one window if it still has this mark; a server that is gone has closed it. */
export async function closeWindow(
  runner: Runner,
  socket: Socket,
  window: WindowId,
  mark: Mark,
): Promise<void> {
  await runner.run(closeMarked(socket, window, mark)).catch((error: unknown) => {
    if (!isServerGone(error)) throw error;
  });
}
