/** The names of the tasks, for completion. */
import { hostsOfTasks } from '../config/config.ts';
import type { Context } from '../context.ts';
import { openAsApplied } from './open-as-applied.ts';
import type { ProjectOptions } from './types.ts';

/** None where the file can't be read: a completion has nowhere to say why. */
export async function taskNames(context: Context, options: ProjectOptions): Promise<string[]> {
  return await openAsApplied({ ...context, onlyHere: true }, options).then(
    ({ desired, scope }) => [...desired.map(({ name }) => name), ...hostsOfTasks(scope.config).keys()],
    () => [],
  );
}
