/**
 * What git tells of tasks that others wait for: whether all is committed there, and whether they are as they were when they
 * were verified. It is asked only where nothing else keeps the other one waiting.
 */
import type { DesiredTask } from '../../config/desired.ts';
import { isInterrupt } from '../../errors.ts';
import { countDirty } from '../../git/changes.ts';
import { sourceOf } from '../base-task.ts';
import { type AwaitedLook, oursIn, type Snapshot } from '../snapshot.ts';
import { viewQueue } from '../view.ts';
import { readIsAsChecked } from '../work/as-checked.ts';
import type { Scope } from './observe.ts';

async function asked(ask: () => Promise<boolean>): Promise<boolean | null> {
  try {
    return await ask();
  } catch (error) {
    if (isInterrupt(error)) throw error;
    return null;
  }
}

async function lookAt(
  { runner }: Pick<Scope, 'runner'>,
  observed: Snapshot,
  name: string,
): Promise<AwaitedLook> {
  const source = sourceOf(name, oursIn(observed));
  if (source?.path == null) return { isCommitted: null, isAsChecked: null };
  const { path, stamp } = source;
  const [isCommitted, isAsChecked] = await Promise.all([
    asked(async () => (await runner.run(countDirty(path, stamp.brought))) === 0),
    asked(() => readIsAsChecked(runner, { ...source, path })),
  ]);
  return { isCommitted, isAsChecked };
}

/** `observed`: with screens. */
export async function withAwaited(
  scope: Pick<Scope, 'runner'>,
  observed: Snapshot,
  tasks: readonly DesiredTask[],
): Promise<Snapshot> {
  const names = viewQueue(tasks, observed)?.asked ?? [];
  if (names.length === 0) return observed;
  const looks = await Promise.all(
    names.map(async (name): Promise<[string, AwaitedLook]> => [name, await lookAt(scope, observed, name)]),
  );
  return { ...observed, awaited: Object.fromEntries(looks) };
}
