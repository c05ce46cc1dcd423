/**
 * What one task comes to: the pieces that the planner puts together. Pure.
 */
import type { TaskName } from '../ids.ts';
import type { Operation } from '../operations/kinds.ts';
import type { Notice, NoticeKind } from './notice.ts';

export interface TaskPlan {
  readonly operations: readonly Operation[];
  readonly notices: readonly Notice[];
}

export const NOTHING: TaskPlan = { operations: [], notices: [] };

export function tell(kind: NoticeKind, task: TaskName, message: string): TaskPlan {
  return { operations: [], notices: [{ kind, task, message }] };
}

export function todo(...operations: readonly Operation[]): TaskPlan {
  return { operations, notices: [] };
}

export function join(...plans: readonly TaskPlan[]): TaskPlan {
  return {
    operations: plans.flatMap(({ operations }) => operations),
    notices: plans.flatMap(({ notices }) => notices),
  };
}
