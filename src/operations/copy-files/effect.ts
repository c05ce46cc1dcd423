/**
 * Brings the main worktree's ignored files into a new worktree.
 */
import { join } from 'node:path';
import { bringFiles } from '../../copy/bring.ts';
import { isTaken } from '../../git/taken.ts';
import { noteFailure, writeStamp } from '../../records/store.ts';
import { type ApplyContext, Changed, findTask, Overtaken } from '../apply-context.ts';
import type { CopyFiles } from './operation.ts';

function parted(names: readonly string[], ours: readonly string[]): [string[], string[]] {
  const isOurs = new Set(ours);
  return [names.filter((name) => isOurs.has(name)), names.filter((name) => !isOurs.has(name))];
}

/** The caller holds the task's lock. Returns what the user should know of the files. */
export async function carryOut(context: ApplyContext, operation: CopyFiles): Promise<string[]> {
  const worktree = await findTask(context.scope, operation.task);
  if (worktree?.path == null) throw new Changed('its worktree is gone');
  if (worktree.stamp.progress === 'made') throw new Overtaken('its files are already copied');
  if (worktree.stamp.progress !== 'copy') throw new Changed('its worktree is not ready');
  const { admin, path } = worktree;
  let { stamp } = worktree;
  const { main } = context.scope.repository;
  try {
    if (main === null) {
      await writeStamp(admin, { ...stamp, progress: 'made', error: null });
      return []; // a bare repository has no files of its own to bring
    }
    const selection = await context.select(operation.desired.copy, operation.desired.link);
    // Cut off half-way, the next try knows what of it is ours.
    const entries = [...selection.copy, ...selection.link].map((entry) => entry.path);
    const missing = entries.filter((entry) => !isTaken(join(path, entry)));
    stamp = { ...stamp, brought: [...new Set([...stamp.brought, ...missing])] };
    await writeStamp(admin, stamp);
    const brought = await bringFiles(context.scope.runner, selection, { from: main, to: path });
    const [ours, others] = parted(brought.kept, stamp.brought);
    const all = [...brought.copied, ...brought.linked, ...ours];
    await writeStamp(admin, { ...stamp, progress: 'made', error: null, brought: all });
    return [...brought.warnings, ...others.map((name) => `${name} already exists and was kept`)];
  } catch (error) {
    await noteFailure(admin, stamp, error);
    throw error;
  }
}
