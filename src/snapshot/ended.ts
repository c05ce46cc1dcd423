/**
 * What the end of an agent comes to: whether it needs no window any more, and which error ended its turn. Pure.
 */
import { type Failure, judgeFault } from '../agents/failure.ts';
import { limitEnd } from '../agents/limit-end.ts';
import type { DesiredTask } from '../config/desired.ts';
import type { OurWorktree } from './snapshot.ts';

type Ended = Pick<OurWorktree, 'launcher'>;

/**
 * Its agent has ended, and the file wants no window then; or a program that ends with its turn has, which would have
 * nothing to do in another window.
 */
export function needsNoWindow({ launcher }: Ended, desired: DesiredTask | null): boolean {
  return launcher?.state === 'exited' && (desired?.onExit === 'close' || desired?.agent.oneShot === true);
}

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
