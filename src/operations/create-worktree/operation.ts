/**
 * `create-worktree`: makes branch (where there is none) and worktree, or finishes one that was begun. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import type { BranchName } from '../../ids.ts';
import type { Beginning } from '../../snapshot/branch-start.ts';
import { type Common, common, type Definition, type Reason } from '../definition.ts';

export interface CreateWorktree extends Common<'create-worktree'> {
  readonly desired: DesiredTask;
  readonly branch: BranchName;
  readonly from: Beginning;
  readonly path: string;
}

export const definition: Definition<CreateWorktree> = {
  kind: 'create-worktree',
  needsApproval: true,
  doing: 'making the worktree of',
  done: 'made the worktree of',
  counted: (count) => `${count('worktree')} made`,
  detail: ({ path }) => path,
};

export function createWorktree(
  desired: DesiredTask,
  { path, branch, from }: Pick<CreateWorktree, 'path' | 'branch' | 'from'>,
  reason: Reason,
): CreateWorktree {
  return { ...common(definition.kind, desired.name, reason), desired, path, branch, from };
}
