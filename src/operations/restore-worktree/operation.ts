/**
 * `restore-worktree`: brings an archived worktree back to `path`. Pure.
 */
import type { FileChange } from '../../config/edit/file-change.ts';
import type { BranchName, TaskName, WorktreeId } from '../../ids.ts';
import { type Common, common, type Definition, type Reason } from '../definition.ts';

export interface RestoreWorktree extends Common<'restore-worktree'> {
  readonly worktreeId: WorktreeId;
  readonly path: string;
  /** `TASK` or `TASK@ID`: what the user calls it. */
  readonly target: string;
  /** Leaves HEAD detached at its commit. */
  readonly detach: boolean;
  /** A new branch at HEAD's commit; null: HEAD is put back as it was recorded. */
  readonly ontoBranch: BranchName | null;
  /** The task's branch from now on, as the files say it then; null: it stays. */
  readonly branch: BranchName | null;
  /**
   * Of the project's files, made after all that could refuse has been looked at and before anything is moved: they must
   * have the task before anybody finds its worktree. Where they can't be made, nothing is restored.
   */
  readonly edits: readonly FileChange[];
}

export const definition: Definition<RestoreWorktree> = {
  kind: 'restore-worktree',
  needsApproval: true,
  doing: 'bringing back the worktree of',
  done: 'brought back the worktree of',
  counted: (count) => `${count('worktree')} brought back`,
  detail: ({ path }) => path,
};

/** What a restore by name adds: by default the task's newest archive comes back as it was, and is in the file. */
export type RestoreChoice = Partial<Omit<RestoreWorktree, keyof Common>>;

export function restoreWorktree(
  task: TaskName,
  where: Pick<RestoreWorktree, 'worktreeId' | 'path'>,
  reason: Reason,
  choice: RestoreChoice = {},
): RestoreWorktree {
  const asItWas = { target: task, detach: false, ontoBranch: null, branch: null, edits: [] };
  return { ...common(definition.kind, task, reason), ...asItWas, ...choice, ...where };
}
