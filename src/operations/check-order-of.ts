/**
 * What a check of a task's work runs, with the environment of its window.
 */
import type { DesiredTask } from '../config/desired.ts';
import type { CheckOrder } from '../records/check-order.ts';
import type { Scope } from '../snapshot/read/observe.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import { windowEnvironment } from './window-environment.ts';

/** Null: it has no `verify`. */
export function checkOrderOf(
  scope: Scope,
  worktree: OurWorktree,
  path: string,
  task: DesiredTask,
): CheckOrder | null {
  const { verify, verifyHash: hash } = task;
  if (verify === null || hash === null) return null;
  const { run, timeoutMs } = verify;
  return { run: [...run], timeoutMs, hash, env: windowEnvironment(scope, worktree, path, task) };
}
