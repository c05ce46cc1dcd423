/**
 * What is to be done for a project: the plan, with what its tmux session allows.
 */
import type { Observed } from '../reconcile/observed.ts';
import type { Plan } from '../reconcile/operation.ts';
import { plan } from '../reconcile/plan.ts';
import { sessionOf, withSession } from '../reconcile/session.ts';
import type { PlanOptions } from '../reconcile/task-plan.ts';
import type { Project } from './project.ts';

export function planProject({ desired, scope }: Project, observed: Observed, options: PlanOptions): Plan {
  return withSession(plan(desired, observed, options), sessionOf(scope, observed.tmux));
}
