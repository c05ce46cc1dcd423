/**
 * What one task comes to: the pieces that the planner puts together. Pure.
 */
import type { TaskName } from '../ids.ts';
import type { Operation } from '../operations/kinds.ts';
import type { Notice, NoticeKind } from './notice.ts';

/** Tasks of the file that look like one that left it: the new name with the old one. */
export type Renames = ReadonlyMap<TaskName, TaskName>;

export interface PlanOptions {
  /** The tasks that were named; null: all, and only then anything is archived. */
  readonly tasks: ReadonlySet<TaskName> | null;
  /** Anew although an archive of that name is there. */
  readonly fresh: boolean;
  /** Archive also if more than half of the tasks left at once. */
  readonly yes: boolean;
  /** Tasks that left the file and may not be archived yet: their grace is not over. */
  readonly graced: ReadonlySet<TaskName>;
  /** Whether windows that were closed by hand, and agents whose launcher failed, are opened again. */
  readonly reopens: boolean;
  /** Neither of the two is touched, unless it is named. */
  readonly renames: Renames;
}

/** What a plain `up` does. */
export const PLAN_ALL: PlanOptions = {
  tasks: null,
  fresh: false,
  yes: false,
  graced: new Set(),
  reopens: true,
  renames: new Map(),
};

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
