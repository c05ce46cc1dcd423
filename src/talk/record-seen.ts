/**
 * Writes down what an agent was seen to do and since when, so that later looks tell the same: into its window, and a
 * question that only its screen asks into its worktree, where it outlives the tmux server.
 */

import type { Project } from '../project/project.ts';
import { noteQuestion } from '../records/question.ts';
import { paneDirectory } from '../records/store.ts';
import { orNull } from '../snapshot/known.ts';
import { formatSeen } from '../snapshot/since.ts';
import type { TaskInState } from '../snapshot/view.ts';
import { CHANGES_IN_A_CALL, recordInWindows, type SeenWindow } from '../tmux/status-line.ts';

async function recordOf({ view, state }: TaskInState): Promise<SeenWindow | null> {
  const window = orNull(view.window);
  const worktree = orNull(view.worktree);
  const { record, message, source } = state;
  if (record === null || window === null || worktree === null) return null;
  if (source === 'screen') await noteQuestion(paneDirectory(worktree.admin), record.state, message ?? '');
  return { window: window.window, worktreeId: worktree.stamp.id, text: formatSeen(record) };
}

/** Starts no program where nothing has changed. What can't be written now is written after the next look. */
export async function recordSeen(
  { scope }: Pick<Project, 'scope'>,
  socket: string,
  tasks: readonly TaskInState[],
): Promise<void> {
  const recorded = await Promise.all(tasks.map((task) => recordOf(task).catch(() => null)));
  const windows = recorded.filter((each) => each !== null);
  for (let start = 0; start < windows.length; start += CHANGES_IN_A_CALL) {
    const some = windows.slice(start, start + CHANGES_IN_A_CALL);
    await scope.runner.run(recordInWindows(socket, some)).catch(() => {});
  }
}
