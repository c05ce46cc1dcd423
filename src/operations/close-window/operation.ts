/**
 * `close-window`: ends what runs in a task's worktree and closes its window. Pure.
 */
import type { TaskName, WorktreeId } from '../../ids.ts';
import { type Common, common, type Definition, type Reason } from '../definition.ts';

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
  needsNoLock: true,
};

export function closeWindow(
  task: TaskName,
  { worktreeId, hold = null, allPanes = false }: Pick<CloseWindow, 'worktreeId'> & Partial<CloseWindow>,
  reason: Reason,
): CloseWindow {
  return { ...common(definition.kind, task, reason), worktreeId, hold, allPanes };
}
