/**
 * What is to be done for a project: the plan, with what its tmux session allows.
 */

import type { Plan } from '../plan/operation.ts';
import { plan } from '../plan/plan.ts';
import { sessionOf, withSession } from '../plan/session.ts';
import type { PlanOptions } from '../plan/task-plan.ts';
import type { Observed } from '../snapshot/observed.ts';
import type { Project } from './project.ts';

export function planProject({ desired, scope }: Project, observed: Observed, options: PlanOptions): Plan {
  return withSession(plan(desired, observed, options), sessionOf(scope, observed.tmux));
}
