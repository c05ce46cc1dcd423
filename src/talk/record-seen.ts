/**
 * Writes down what an agent was seen to do and since when, so that later looks tell the same: into its window, and a
 * question or the end of a turn that only its screen tells into its worktree, where they outlive the tmux server.
 */

import type { Project } from '../project/project.ts';
import { noteTurn } from '../records/doings.ts';
import { noteQuestion } from '../records/question.ts';
import { paneDirectory } from '../records/store.ts';
import { nowSeconds } from '../snapshot/clock.ts';
import { orNull } from '../snapshot/known.ts';
import { formatSeen } from '../snapshot/since.ts';
import type { TaskInState } from '../snapshot/view.ts';
import { CHANGES_IN_A_CALL, recordInWindows, type SeenWindow } from '../tmux/status-line.ts';
import { seenTurn } from './seen-turn.ts';

async function recordOf(task: TaskInState): Promise<SeenWindow | null> {
  const { view, state } = task;
  const window = orNull(view.window);
  const worktree = orNull(view.worktree);
  const { record, message, source } = state;
  if (window === null || worktree === null) return null;
  const turn = seenTurn(task, nowSeconds());
  if (turn !== null) await noteTurn(paneDirectory(worktree.admin), turn);
  if (record === null) return null;
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
