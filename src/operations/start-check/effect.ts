/**
 * Starts the process that checks a task's work. It goes on without the one that started it, has a claim of its own, and
 * looks at everything again (`engine/verify/`).
 */
import { differs } from '../../config/desired.ts';
import { homeOf } from '../../git/repository.ts';
import { startDetached } from '../../process/detached.ts';
import { identityOf } from '../../process/identity.ts';
import { writeCheckOrder } from '../../records/check-order.ts';
import { readAttempts, readTurns } from '../../records/doings.ts';
import { paneDirectory } from '../../records/store.ts';
import { type ApplyContext, Changed, findWorktree, Overtaken } from '../apply-context.ts';
import { claimCheck, isBeingChecked } from '../check-claim.ts';
import { checkOrderOf } from '../check-order-of.ts';
import type { StartCheck } from './operation.ts';

/** The caller holds the task's lock: until it lets go of it, the process waits. */
export async function carryOut(
  { scope, program, socket }: ApplyContext,
  { worktreeId, task, desired }: StartCheck,
): Promise<string[]> {
  const worktree = await findWorktree(scope, worktreeId);
  const { admin, stamp, path } = worktree;
  if (path === null || stamp.archive !== null) throw new Changed('its worktree is not ready');
  const { hold } = stamp;
  if (hold?.reason === 'down' && !differs(hold.hash, desired.hash)) throw new Changed('it was taken down');
  const directory = paneDirectory(admin);
  if (isBeingChecked(readAttempts(directory))) throw new Overtaken('it is being checked');
  if (readTurns(directory)?.state === 'open') throw new Changed('its agent works again');
  const order = checkOrderOf(scope, worktree, path, desired);
  if (order === null) throw new Changed('nothing checks its work');
  await writeCheckOrder(directory, order);
  const { node, script } = program;
  const checker = await startDetached([node, script, 'run-check', scope.config.files.project, task], {
    cwd: homeOf(scope.repository),
    env: { ...scope.env, PANE_TMUX_SOCKET: socket, PANE_ID: stamp.id, PANE_CHECK: stamp.id },
  });
  await claimCheck(directory, identityOf(checker));
  return [];
}
