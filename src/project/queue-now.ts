/**
 * The queue as it is at this moment: for whoever is about to begin a task.
 */
import { isInterrupt, PaneError } from '../errors.ts';
import type { TaskName } from '../ids.ts';
import type { Queue } from '../snapshot/queue.ts';
import { withBases } from '../snapshot/read/bases.ts';
import { observe } from '../snapshot/read/observe.ts';
import { withScreens } from '../snapshot/read/screens.ts';
import { FOR_PLAN } from '../snapshot/request.ts';
import { viewQueue } from '../snapshot/view.ts';
import type { Project } from './project.ts';

/** Null: nothing in the file keeps a task waiting. @throws {PaneError} `failed` where git can't tell who is at work */
export async function queueNow(
  { scope, desired }: Project,
  barred: ReadonlySet<TaskName>,
): Promise<Queue | null> {
  const observed = await observe(scope, FOR_PLAN);
  if (!observed.git.known) throw new PaneError('failed', `could not ask git: ${observed.git.reason}`);
  const looked = await withScreens(scope, observed, desired).catch((error: unknown) => {
    if (isInterrupt(error)) throw error;
    return { ...observed, screens: {} };
  });
  return viewQueue(desired, await withBases(scope, looked, desired), barred);
}
