/**
 * Closes the window of a task.
 */
import { messageOf } from '../../errors.ts';
import { writeStamp } from '../../records/store.ts';
import { type ApplyContext, findWorktree } from '../apply-context.ts';
import { endCheckOf } from '../check-claim.ts';
import { closeWindowOf } from './close.ts';
import type { CloseWindow } from './operation.ts';

/**
 * The caller holds the task's lock, unless none can be written: an agent that has filled the disk must be ended all the
 * same. What is noted comes before, so that no watcher opens the window again, and if it can't be, once more after.
 */
export async function carryOut(context: ApplyContext, operation: CloseWindow): Promise<string[]> {
  const { worktreeId, hold } = operation;
  const worktree = await findWorktree(context.scope, worktreeId);
  const { admin, stamp } = worktree;
  await endCheckOf(admin, stamp.id, context.pid); // where that can't be, the task is not taken down
  const note = async (): Promise<unknown> => {
    if (hold === null) return null;
    return await writeStamp(admin, { ...stamp, hold: { reason: 'down', hash: hold } }).then(
      () => null,
      (error: unknown) => error,
    );
  };
  const isUnwritten = (await note()) !== null;
  const told = await closeWindowOf(context, worktree, operation);
  const failure = isUnwritten ? await note() : null;
  if (failure === null) return told;
  const again = `run \`pane down ${stamp.task}\` again once that is fixed`;
  return [
    ...told,
    `its window is closed, but \`up\` and a watcher would open it again (${messageOf(failure)}): ${again}`,
  ];
}
