/**
 * Starts an agent again that has ended. What it counts is written before: a crash counts it, and never does it twice.
 */
import type { DesiredTask } from '../../config/desired.ts';
import { type Attempts, NO_ATTEMPTS } from '../../records/attempts.ts';
import { readAttempts, readTurns, writeAttempts } from '../../records/doings.ts';
import { CONTINUE, claimMessage } from '../../records/messages.ts';
import { paneDirectory } from '../../records/store.ts';
import { isClaimed, promptRecordOf } from '../../snapshot/again.ts';
import { nowSeconds } from '../../snapshot/clock.ts';
import { readCheckMessage } from '../../snapshot/read/check-message.ts';
import { requested } from '../../snapshot/request.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import { findWindow, programIn } from '../../snapshot/windows.ts';
import { askServer } from '../../tmux/panes.ts';
import { type ApplyContext, Changed, findTask, Overtaken } from '../apply-context.ts';
import { closeWindowOf } from '../close-window/close.ts';
import { carryOut as carryOutOpening } from '../open-window/effect.ts';
import { type OpenParts, openWindow } from '../open-window/operation.ts';
import type { RestartAgent } from './operation.ts';

/** @throws {Changed} where it is not what was planned for */
async function assertEnded(context: ApplyContext, { task, end }: RestartAgent): Promise<OurWorktree> {
  const worktree = await findTask(context.scope, task);
  const launcher = worktree?.launcher ?? null;
  // Without an end it is opened as any other window that is gone, which looks at the rest.
  const isSame = end === null || (launcher?.state === 'exited' && launcher.at === end.at);
  if (worktree === null || !isSame) throw new Changed('its agent was started again');
  const window = findWindow(await askServer(context.scope.runner, context.socket), worktree);
  if (window !== null && end === null) throw new Overtaken('its window is already open');
  if (window !== null && programIn(window, launcher?.shell) !== null)
    throw new Changed('something else now runs in its window');
  return worktree;
}

/** What a program that ends with its turn is to do next; null: the agent waits in its conversation. */
function nextPrompt({ why, desired }: RestartAgent, attempts: Attempts, directory: string): string | null {
  if (why === 'check')
    return attempts.check === null ? CONTINUE : readCheckMessage(attempts.check, directory);
  return why === 'limit' || desired.agent.oneShot ? CONTINUE : null;
}

function counted(
  attempts: Attempts,
  { why, end, desired }: RestartAgent,
  { prompts }: OurWorktree,
  directory: string,
): Attempts {
  const isBegun = promptRecordOf(why, attempts) in requested(prompts, 'prompts');
  if (isClaimed(why, attempts, desired, end) && !isBegun) return attempts;
  const now = nowSeconds();
  if (why !== 'failure') return claimMessage(attempts, readTurns(directory), why, now);
  return { ...attempts, restarts: [...attempts.restarts, now], restartedFrom: end?.at ?? 0 };
}

/** With another prompt than the file's, which stays the one that it is known to have. */
function withPrompt(
  task: DesiredTask,
  { stamp }: OurWorktree,
  prompt: string,
  promptHash: string,
): DesiredTask {
  const applied = stamp.applied?.prompt ?? task.hashes.prompt;
  return { ...task, prompt, promptHash, hashes: { ...task.hashes, prompt: applied } };
}

/** The caller holds the task's lock. */
export async function carryOut(context: ApplyContext, operation: RestartAgent): Promise<string[]> {
  const worktree = await assertEnded(context, operation);
  const { desired, cause } = operation;
  const directory = paneDirectory(worktree.admin);
  const before = readAttempts(directory) ?? NO_ATTEMPTS;
  const prompt = nextPrompt(operation, before, directory);
  const claimed = counted(before, operation, worktree, directory);
  await writeAttempts(directory, claimed);
  const staying = operation.end === null ? [] : await closeWindowOf(context, worktree);
  const parts: OpenParts = { worktree, again: prompt !== null };
  const record = promptRecordOf(operation.why, claimed);
  const task = prompt === null ? desired : withPrompt(desired, worktree, prompt, record);
  return [...staying, ...(await carryOutOpening(context, openWindow(task, parts, { cause })))];
}
