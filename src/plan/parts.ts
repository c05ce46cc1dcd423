/**
 * The pieces that plans are put together from. Pure.
 */
import type { TaskName } from '../ids.ts';
import type { Operation } from '../operations/kinds.ts';
import type { NoticeKind, Plan } from './notice.ts';

export const NOTHING: Plan = { operations: [], notices: [] };

export function tell(kind: NoticeKind, task: TaskName, message: string): Plan {
  return { operations: [], notices: [{ kind, task, message }] };
}

export function planOf(...operations: readonly Operation[]): Plan {
  return { operations, notices: [] };
}

export function join(...plans: readonly Plan[]): Plan {
  return {
    operations: plans.flatMap(({ operations }) => operations),
    notices: plans.flatMap(({ notices }) => notices),
  };
}
