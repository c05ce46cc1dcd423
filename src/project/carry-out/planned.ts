/**
 * What is to be done for a project: the plan. Pure.
 */

import { hostsOfTasks } from '../../config/config.ts';
import type { Plan } from '../../plan/notice.ts';
import { plan } from '../../plan/plan.ts';
import { type Policy, plainPolicy } from '../../plan/policy.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Project } from '../project.ts';

/** `policy`: in what it is other than for a plain `up`. */
export function planProject(
  { desired, scope, leftOnHosts }: Project,
  observed: Snapshot,
  policy: Partial<Policy> = {},
): Plan {
  const elsewhere = hostsOfTasks(scope.config);
  return plan(desired, observed, { ...plainPolicy(scope.config), elsewhere, leftOnHosts, ...policy });
}
