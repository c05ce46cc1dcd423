/**
 * The queue as it is at this moment: for whoever is about to begin a task.
 */
import { PaneError } from '../errors.ts';
import type { TaskName } from '../ids.ts';
import type { Queue } from '../snapshot/queue.ts';
import { observe } from '../snapshot/read/observe.ts';
import { FOR_PLAN } from '../snapshot/request.ts';
import { viewQueue } from '../snapshot/view.ts';
import type { Project } from './project.ts';
import { screenedAs } from './settled/settled.ts';

/** Null: nothing in the file keeps a task waiting. @throws {PaneError} `failed` where git can't tell who is at work */
export async function queueNow(project: Project, barred: ReadonlySet<TaskName>): Promise<Queue | null> {
  const { scope, desired } = project;
  const observed = await observe(scope, FOR_PLAN);
  if (!observed.git.known) throw new PaneError('failed', `could not ask git: ${observed.git.reason}`);
  return viewQueue(desired, await screenedAs(FOR_PLAN.screens, project, observed, desired), barred);
}
