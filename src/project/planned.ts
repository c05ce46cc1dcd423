/**
 * What is to be done for a project: the plan, with what its tmux session allows. Pure.
 */

import type { Plan } from '../plan/notice.ts';
import { plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/task-plan.ts';
import type { Observed } from '../snapshot/observed.ts';
import { type Session, sessionOf } from '../snapshot/session.ts';
import type { Project } from './project.ts';

export function planProject({ desired, scope }: Project, observed: Observed, options: PlanOptions): Plan {
  return withSession(plan(desired, observed, options), sessionOf(scope, observed.tmux));
}

/** The plan without the tasks that are to get a window, where none can be opened. */
function withSession(plan: Plan, { conflict }: Session): Plan {
  const opened = new Set(plan.operations.flatMap(({ kind, task }) => (kind === 'open-window' ? [task] : [])));
  if (conflict === null || opened.size === 0) return plan;
  return {
    operations: plan.operations.filter(({ task }) => !opened.has(task)),
    notices: [...plan.notices, { kind: 'conflict', message: conflict }],
  };
}
