/**
 * What a plan is made from, as a document, and the plan that follows from such a document, wherever it was made.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../context.ts';
import { messageOf, PaneError } from '../errors.ts';
import { parseTaskName } from '../ids.ts';
import { plan } from '../plan/plan.ts';
import { plainPolicy } from '../plan/policy.ts';
import { queueView } from '../plan/queue-view.ts';
import { barredBy } from '../plan/refusal.ts';
import { openProject } from '../project/project.ts';
import { observeSettled } from '../project/settled/settled.ts';
import type { ProjectOptions } from '../project/types.ts';
import { type Dump, dumpOf } from '../snapshot/dump.ts';
import { parseDump, taskOf } from '../snapshot/dump-codec.ts';
import { reportingAgents } from '../snapshot/reporting.ts';
import { viewQueue } from '../snapshot/view.ts';
import type { PlanRequest, PlanResult } from './plan.ts';

export async function takeSnapshot(context: Context, options: ProjectOptions): Promise<Dump> {
  const project = await openProject(context, options);
  return dumpOf(project.scope.config, project.desired, await observeSettled(project));
}

/** `path`: of a document of `takeSnapshot`. @throws {PaneError} `usage` where it is none */
export async function planSnapshot(
  { cwd }: Context,
  path: string,
  { tasks, fresh, yes }: Omit<PlanRequest, 'file'>,
): Promise<PlanResult> {
  const text = await readFile(resolve(cwd, path), 'utf8').catch((error: unknown) => {
    throw new PaneError('usage', `${path} could not be read: ${messageOf(error)}`);
  });
  const dump = parseDump(text);
  if (dump === null) {
    throw new PaneError('usage', `${path} is no snapshot of this version of pane`, {
      hint: '`pane plan --snapshot` prints one.',
    });
  }
  const { project, session, desired, snapshot } = dump;
  const named = tasks.length === 0 ? null : new Set(tasks.flatMap((name) => parseTaskName(name) ?? []));
  const policy = { ...plainPolicy(session), tasks: named, fresh, yes };
  const wanted = desired.map(taskOf);
  const planned = plan(wanted, snapshot, policy);
  const queue = viewQueue(wanted, snapshot, barredBy(planned, named));
  const reporting = reportingAgents(wanted, snapshot);
  return {
    project,
    plan: planned,
    queue: queue === null ? null : queueView(queue, reporting),
    copyBytes: {},
  };
}
