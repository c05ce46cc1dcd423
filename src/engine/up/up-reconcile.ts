/**
 * The middle of `up`: from what is there to a plan, its approval, and what was carried out of it.
 */
import { definitionOf, type Operation } from '../../operations/kinds.ts';
import type { Result } from '../../operations/outcome.ts';
import type { Notice, Report } from '../../plan/notice.ts';
import type { Applying } from '../../project/carry-out/applying.ts';
import { approvedPlan } from '../../project/carry-out/approved-plan.ts';
import { observeSettled } from '../../project/settled/settled.ts';
import { findRenames } from '../rename/renames.ts';
import type { Begun } from './begun.ts';

export interface UpOptions {
  readonly fresh: boolean;
  readonly yes: boolean;
  readonly trust: boolean;
  /** The tasks that were named join the queue. */
  readonly waits: boolean;
}

export interface Reconciled {
  readonly applying: Applying;
  readonly report: Report;
}

/** Where a task made room for another one, that one is planned anew. */
export async function reconcile(begun: Begun, options: UpOptions): Promise<Reconciled> {
  const first = await reconcileOnce(begun, options);
  const { project } = begun;
  if (!hasMadeRoom(first.report) || project.context.signal.aborted) return first;
  const { results } = first.report;
  try {
    const observed = await observeSettled(project, { known: null });
    const { applying, report } = await reconcile({ ...begun, observed }, options);
    return { applying, report: { ...report, results: [...results, ...report.results] } };
  } catch (error) {
    return { ...first, report: { ...first.report, error } };
  }
}

async function reconcileOnce({ project, tasks, observed }: Begun, options: UpOptions): Promise<Reconciled> {
  const { fresh, yes, trust, waits } = options;
  const renames = await findRenames(project, observed);
  const policy = { tasks, fresh, yes, waits, renames };
  const { approved } = await approvedPlan(project, observed, policy, { trust, asks: true });
  const { facts, notices, operations } = approved;
  const applying = { project, socket: observed.socket, facts };
  return { applying, report: { results: await applied(applying, operations), notices } };
}

/** A task was archived that perhaps had the branch or the directory of another one. */
function hasMadeRoom({ notices, results }: Report): boolean {
  const isArchived = ({ operation, result }: Result) =>
    definitionOf(operation.kind).makesRoom === true && result.outcome === 'done';
  return (
    results.some(isArchived) &&
    notices.some(({ kind, task }: Notice) => (kind === 'conflict' || kind === 'failed') && task !== undefined)
  );
}

// What carries operations out is loaded only where there are some: mostly there are none.

async function applied(applying: Applying, operations: readonly Operation[]): Promise<Result[]> {
  if (operations.length === 0) return [];
  const { applyOperations } = await import('../../project/carry-out/applying.ts');
  return await applyOperations(applying, operations);
}
