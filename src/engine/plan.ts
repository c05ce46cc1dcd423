/**
 * `plan`: what `up` would do, without doing it.
 */

import { tellsTurns } from '../agents/agent.ts';
import type { Context } from '../context.ts';
import { measureEntries } from '../copy/size.ts';
import type { TaskName } from '../ids.ts';
import type { Operation } from '../operations/kinds.ts';
import type { Notice, Plan } from '../plan/notice.ts';
import { type QueueView, queueView } from '../plan/queue-view.ts';
import { barredBy } from '../plan/refusal.ts';
import { selector } from '../project/carry-out/applying.ts';
import { approvedPlan } from '../project/carry-out/approved-plan.ts';
import { namedTasks, openProject, type Project } from '../project/project.ts';
import { observeSettled } from '../project/settled/settled.ts';
import type { ProjectOptions } from '../project/types.ts';
import { reportingAgents } from '../snapshot/reporting.ts';
import { viewQueue } from '../snapshot/view.ts';
import type { ProjectFacts } from '../trust/values.ts';
import { findRenames } from './rename/renames.ts';

export interface PlanResult {
  readonly project: string;
  readonly plan: Plan;
  /** Null: nothing in the file keeps a task waiting. */
  readonly queue: QueueView | null;
  /** Bytes that `copy-files` would copy, by operation id; null where it was not measured. */
  readonly copyBytes: Readonly<Record<string, number>>;
}

export interface PlanRequest extends ProjectOptions {
  readonly tasks: readonly string[];
  readonly fresh: boolean;
  readonly yes: boolean;
}

export async function plan(context: Context, options: PlanRequest): Promise<PlanResult> {
  return await planOf(await openProject(context, options), options);
}

/** Of a project that is open. */
export async function planOf(project: Project, options: Omit<PlanRequest, 'file'>): Promise<PlanResult> {
  const observed = await observeSettled(project);
  const tasks = namedTasks(project, options.tasks);
  const { fresh, yes } = options;
  const renames = await findRenames(project, observed);
  const policy = { tasks, fresh, yes, renames };
  const asksNobody = { trust: false, asks: false };
  const { planned, approved } = await approvedPlan(project, observed, policy, asksNobody);
  const queue = viewQueue(
    project.desired,
    observed,
    barredBy({ operations: planned.operations, notices: approved.notices }, tasks),
  );
  const reporting = reportingAgents(project.desired, observed);
  return {
    queue: queue === null ? null : queueView(queue, reporting),
    project: project.scope.config.project,
    plan: {
      operations: planned.operations,
      notices: [...approved.notices, ...unseenTurns(project, tasks, reporting)],
    },
    copyBytes: Object.fromEntries(await measureCopies(project, planned.operations, approved.facts)),
  };
}

/** Nobody can know when these agents are idle. `reporting`: of these it is known that they tell. */
function unseenTurns(
  { desired }: Project,
  tasks: ReadonlySet<TaskName> | null,
  reporting: ReadonlySet<string>,
): Notice[] {
  const meant = desired.filter(({ name, paused }) => tasks?.has(name) ?? !paused);
  const unseen = meant.filter(
    ({ verify, agent }) => verify !== null && !tellsTurns(agent) && !reporting.has(agent.name),
  );
  return unseen.map(({ name: task, agent }) => ({
    kind: 'warning',
    task,
    message: `nobody can know when ${agent.name} is idle unless it calls $PANE_REPORT: else only \`pane verify\` checks its work`,
  }));
}

async function measureCopies(
  project: Project,
  operations: readonly Operation[],
  facts: ProjectFacts,
): Promise<ReadonlyMap<string, number>> {
  const { main } = project.scope.repository;
  const select = selector(project, facts);
  const bytes = new Map<string, number>();
  const sizes = new Map<unknown, number>(); // tasks mostly share one selection: it is measured once
  for (const operation of operations) {
    if (operation.kind !== 'copy-files' || main === null) continue;
    const selection = await select(operation.desired);
    const size = sizes.get(selection) ?? (await measureEntries(project.scope.runner, main, selection.copy));
    sizes.set(selection, size);
    bytes.set(operation.id, size);
  }
  return bytes;
}
