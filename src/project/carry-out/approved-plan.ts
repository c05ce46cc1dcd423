/**
 * The plan as far as it is approved. A task that is not approved keeps none of those behind it in the queue waiting.
 */
import type { Plan } from '../../plan/notice.ts';
import type { Policy } from '../../plan/policy.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Project } from '../project.ts';
import { type ApprovalOptions, type ApprovedPlan, approvePlan } from './approval.ts';
import { planProject } from './planned.ts';

export interface Approved {
  readonly planned: Plan;
  readonly approved: ApprovedPlan;
}

/** `policy`: in what it is other than for a plain `up`. */
export async function approvedPlan(
  project: Project,
  observed: Snapshot,
  policy: Partial<Policy>,
  options: ApprovalOptions,
): Promise<Approved> {
  const { barred = new Set() } = policy;
  const planned = planProject(project, observed, policy);
  const approved = await approvePlan(project, planned, options);
  const untrusted = approved.notices.filter(({ kind, task }) => kind === 'untrusted' && task !== undefined);
  const unapproved = untrusted.flatMap(({ task }) => task ?? []).filter((task) => !barred.has(task));
  const waits = planned.notices.some(({ kind }) => kind === 'queued');
  if (unapproved.length === 0 || !waits) return { planned, approved };
  const without = { ...policy, barred: new Set([...barred, ...unapproved]) };
  const again = await approvedPlan(project, observed, without, { trust: false, asks: false });
  // Where nobody begins for it, the whole queue is shown as it is.
  if (again.approved.operations.length <= approved.operations.length) return { planned, approved };
  return {
    planned: again.planned,
    approved: { ...again.approved, notices: [...again.approved.notices, ...untrusted] },
  };
}
