/**
 * Brings the main worktree's ignored files into a new worktree.
 */
import { reasonToKeep } from '../errors.ts';
import { bringFiles } from '../files/bring.ts';
import { type ApplyContext, Changed, findTask } from './apply-context.ts';
import type { CopyFiles } from './operation.ts';
import { writeStamp } from './store.ts';

/** The caller holds the task's lock. Returns what the user should know of the files. */
export async function applyCopy(context: ApplyContext, operation: CopyFiles): Promise<string[]> {
  const worktree = await findTask(context.scope, operation.task);
  if (worktree?.path == null || worktree.stamp.progress !== 'copy')
    throw new Changed('its files are there by now');
  const { stamp, admin, path } = worktree;
  const { main } = context.scope.repository;
  try {
    if (main === null) {
      await writeStamp(admin, { ...stamp, progress: 'made', error: null });
      return []; // a bare repository has no files of its own to bring
    }
    const selection = await context.select(operation.desired.copy, operation.desired.link);
    const brought = await bringFiles(context.scope.runner, selection, { from: main, to: path });
    const all = [...new Set([...stamp.brought, ...brought.copied, ...brought.linked])];
    await writeStamp(admin, { ...stamp, progress: 'made', error: null, brought: all });
    const kept = brought.kept.filter((name) => !stamp.brought.includes(name));
    return [...brought.warnings, ...kept.map((name) => `${name} is there already and was kept`)];
  } catch (error) {
    await writeStamp(admin, { ...stamp, error: reasonToKeep(error) });
    throw error;
  }
}
