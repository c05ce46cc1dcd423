/**
 * Whether what a task waits for is still as it was when it was verified: somebody may have changed it without a turn, which
 * nothing tells.
 */
import { awaitedBy, type DesiredTask } from '../config/desired.ts';
import { takeLockIfFree } from '../gate/lock.ts';
import { parseTaskName, type TaskName } from '../ids.ts';
import { changeAttempts, readAttempts } from '../records/doings.ts';
import { paneDirectory, taskLock } from '../records/store.ts';
import { isSameTrace } from '../records/trace.ts';
import { readTrace } from '../snapshot/work/trace.ts';
import { type ApplyContext, findTask, Queued } from './apply-context.ts';

type Context = Pick<ApplyContext, 'scope' | 'pid'>;

async function hasChanged({ scope, pid }: Context, name: TaskName): Promise<boolean> {
  const worktree = await findTask(scope, name);
  if (worktree?.path == null || worktree.stamp.archive !== null) return false;
  const directory = paneDirectory(worktree.admin);
  const check = readAttempts(directory)?.check ?? null;
  if (check?.outcome !== 'green' || check.changedSince) return false;
  const now = await readTrace(scope.runner, worktree.admin, worktree.path);
  if (isSameTrace({ head: check.head, content: check.trace }, now)) return false;
  // Whoever holds it is about to write there, perhaps: then it is found again at the next look.
  const lock = await takeLockIfFree(taskLock(scope.repository.common, scope.projectId, name), pid);
  try {
    if (lock === null) return true;
    await changeAttempts(directory, (attempts) => {
      const isSame = attempts.check?.at === check.at && attempts.checking === null;
      return isSame ? { ...attempts, check: { ...check, changedSince: true } } : attempts;
    });
    return true;
  } finally {
    await lock?.release();
  }
}

/** What has changed is written down, so that it is checked again. @throws {Queued} */
export async function assertAsChecked(context: Context, desired: DesiredTask): Promise<void> {
  for (const name of awaitedBy(desired)) {
    const task = parseTaskName(name);
    if (task !== null && (await hasChanged(context, task)))
      throw new Queued(`${name} has changed since it was verified`);
  }
}
