/**
 * Closing the panes of a window that `pane` opened: what runs in them is ended first. A pane that the user split off
 * is theirs, and its window stays with it, without our marks.
 */
import type { WorktreeId } from '../ids.ts';
import type { Runner } from '../process/command.ts';
import { othersIn } from '../tmux/other-panes.ts';
import { askServer, type TmuxPane, type TmuxServer } from '../tmux/panes.ts';
import { isAllGone, type Socket } from '../tmux/server.ts';
import { closePanes, type Mark } from '../tmux/windows.ts';
import { endProcesses } from './processes.ts';

export interface TaskWindowEnding {
  readonly worktreeId: WorktreeId;
  /** The live launcher: it may have outlived its window. Null: none. */
  readonly launcher: number | null;
  /** This very process. */
  readonly pid: number;
  /** The panes of others too. */
  readonly allPanes: boolean;
  /** Of other windows; none by default. */
  readonly further?: readonly TmuxPane[];
  /** Once nothing of the worktree runs any more, before its window is closed. */
  readonly onEnded: () => Promise<void>;
}

/**
 * Ends everything that runs for this worktree and closes its windows; none there is fine.
 * @returns the panes of others, which stay
 * @throws {PaneError} as `endProcesses`.
 */
export async function closeTaskWindow(
  runner: Runner,
  socket: Socket,
  { worktreeId, launcher, pid, allPanes, further = [], onEnded }: TaskWindowEnding,
): Promise<TmuxPane[]> {
  const server = await askServer(runner, socket);
  const panes = (server?.panes ?? []).filter((pane) => pane.worktreeId === worktreeId);
  const staying = allPanes ? [] : othersIn(panes);
  const isFurther = ({ pane }: TmuxPane) => further.some((each) => each.pane === pane);
  const closing = [
    ...panes.filter((pane) => !staying.includes(pane)),
    ...(server?.panes ?? []).filter((pane) => !panes.includes(pane) && isFurther(pane)),
  ];
  // The number of a dead pane's process may be another's by now.
  const inPanes = closing.filter((pane) => !pane.dead).map((pane) => pane.pid);
  const leaders = launcher === null ? inPanes : [...inPanes, launcher];
  await endProcesses({ leaders, spared: staying.map((pane) => pane.pid), worktreeId, pid });
  await onEnded();
  await closeListed(runner, socket, server, closing, { option: '@pane_id', value: worktreeId });
  return staying;
}

/**
 * Closes these panes of windows with this mark, as they were listed; a server that is gone has closed them.
 */
export async function closeListed(
  runner: Runner,
  socket: Socket,
  server: TmuxServer | null,
  panes: readonly TmuxPane[],
  mark: Mark,
): Promise<void> {
  if (server === null || panes.length === 0) return;
  await runner.run(closePanes(socket, { server: server.pid, panes, mark })).catch((error: unknown) => {
    if (!isAllGone(error)) throw error;
  });
}
