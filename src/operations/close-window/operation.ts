/**
 * `close-window`: ends what runs in a task's worktree and closes its window. Pure.
 */
import type { TaskName, WorktreeId } from '../../ids.ts';
import { orNull } from '../../snapshot/known.ts';
import { type Common, common, type Reason } from '../common.ts';
import type { Definition } from '../definition.ts';
import type { Due, Subject } from '../due.ts';

export interface CloseWindow extends Common<'close-window'> {
  readonly worktreeId: WorktreeId;
  /** The hash of the task that is to stay down until it changes; null: any `up` opens it again. */
  readonly hold: string | null;
  /** Also the panes that `pane` did not open. */
  readonly allPanes: boolean;
}

export const definition: Definition<CloseWindow> = {
  kind: 'close-window',
  needsApproval: false,
  doing: 'closing the window of',
  done: 'closed the window of',
  counted: (count) => `${count('window')} closed`,
  detail: () => '',
  due,
  needsNoLock: true,
};

export function closeWindow(
  task: TaskName,
  { worktreeId, hold = null, allPanes = false }: Pick<CloseWindow, 'worktreeId'> & Partial<CloseWindow>,
  reason: Reason,
): CloseWindow {
  return { ...common(definition.kind, task, reason), worktreeId, hold, allPanes };
}

function due({ task, view, worktree }: Subject): Due<CloseWindow> {
  if (!task.paused || worktree === null || worktree.stamp.archive !== null) return null;
  if (orNull(view.window) === null && worktree.checker !== 'alive') return null;
  return closeWindow(task.name, { worktreeId: worktree.stamp.id }, { cause: 'paused' });
}
