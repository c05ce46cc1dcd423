/**
 * What the status line shows of what the agents do, and which of that may soon be different by itself.
 */

import { SETTLED_SECONDS } from '../agents/activity.ts';
import { secondsSince } from '../elapsed.ts';
import type { Project } from '../project/project.ts';
import { orNull } from '../snapshot/known.ts';
import { shownState } from '../snapshot/shown-state.ts';
import type { TaskInState } from '../snapshot/view.ts';
import { CHANGES_IN_A_CALL, changeShown, type ShownChange } from '../tmux/status-line.ts';

/** Null: the window shows what its task does, or there is none. */
function changeOf({ view, state }: TaskInState): ShownChange | null {
  const window = orNull(view.window);
  const worktree = orNull(view.worktree);
  const from = window?.panes.find(({ pane }) => pane === window.main)?.shown ?? '';
  const to = shownState(state.state);
  if (window === null || worktree === null || to === null || to === from) return null;
  return { window: window.window, worktreeId: worktree.stamp.id, from, to };
}

export async function showInStatusLine(
  { scope }: Project,
  socket: string,
  tasks: readonly TaskInState[],
): Promise<void> {
  const changes = tasks.map(changeOf).filter((change) => change !== null);
  for (let start = 0; start < changes.length; start += CHANGES_IN_A_CALL) {
    await scope.runner.run(changeShown(socket, changes.slice(start, start + CHANGES_IN_A_CALL)));
  }
}

/** An event that has just come is perhaps contradicted by the screen soon; a start is over after a while. */
export function changesByItself({ view, state }: TaskInState, now: number): boolean {
  const window = orNull(view.window);
  const main = window?.panes.find(({ pane }) => pane === window.main);
  return state.state === 'starting' || secondsSince(main?.reportedSince ?? 0, now) <= SETTLED_SECONDS;
}
