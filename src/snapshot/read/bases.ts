/**
 * Whether all is committed where a task is to start that takes another one's branch: git is asked about that one worktree,
 * and only where nothing else keeps the task waiting.
 */
import type { DesiredTask } from '../../config/desired.ts';
import { isInterrupt } from '../../errors.ts';
import { countDirty } from '../../git/changes.ts';
import { sourceOf } from '../base-task.ts';
import { type Bases, oursIn, type Snapshot } from '../snapshot.ts';
import { viewQueue } from '../view.ts';
import type { Scope } from './observe.ts';

async function lookAt(
  { runner }: Pick<Scope, 'runner'>,
  observed: Snapshot,
  name: string,
): Promise<Bases[string]> {
  const source = sourceOf(name, oursIn(observed));
  if (source?.path == null) return 'unknown';
  try {
    const changed = await runner.run(countDirty(source.path, source.stamp.brought));
    return changed === 0 ? 'committed' : 'changed';
  } catch (error) {
    if (isInterrupt(error)) throw error;
    return 'unknown';
  }
}

/** `observed`: with screens. */
export async function withBases(
  scope: Pick<Scope, 'runner'>,
  observed: Snapshot,
  tasks: readonly DesiredTask[],
): Promise<Snapshot> {
  if (tasks.every(({ baseTask }) => baseTask === null)) return observed;
  const asked = viewQueue(tasks, observed)?.askedBases ?? [];
  const found = await Promise.all(
    asked.map(async (name): Promise<[string, Bases[string]]> => [name, await lookAt(scope, observed, name)]),
  );
  return { ...observed, bases: Object.fromEntries(found) };
}
