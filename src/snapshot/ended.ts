/**
 * Why a program ended that ends with its turn, where an error ended it. Pure.
 */
import { type Failure, judgeFault } from '../agents/failure.ts';
import { limitEnd } from '../agents/limit-end.ts';
import type { DesiredTask } from '../config/desired.ts';
import type { OurWorktree } from './snapshot.ts';

type Ended = Pick<OurWorktree, 'launcher'>;

/** Null: it ended well, or did not say. */
export function failureOfEnd({ launcher }: Ended, task: DesiredTask | null): Failure | null {
  if (launcher?.state !== 'exited' || launcher.code === 0 || launcher.reason === '') return null;
  return task?.agent.oneShot ? judgeFault(launcher.reason) : null;
}

/** A limit after which it may go on in its conversation. */
export interface LimitOfEnd {
  readonly message: string;
  /** Unix times in seconds; `until`: null: it did not say. */
  readonly since: number;
  readonly until: number | null;
}

/** Null: it met none, or can't go on. */
export function limitOfEnd(worktree: Ended, task: DesiredTask | null): LimitOfEnd | null {
  const failure = failureOfEnd(worktree, task);
  if (failure?.activity !== 'limited' || !task?.agent.conversation) return null;
  const since = worktree.launcher?.at ?? 0;
  return { message: failure.message, since, until: limitEnd(failure.message, since) };
}
