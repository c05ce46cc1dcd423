/**
 * The queue as `plan` shows it: who is at work, who begins now, and who waits for what. Pure.
 */
import { tellsTurns } from '../agents/agent.ts';
import type { AtWork, Queue, Waiting } from '../snapshot/queue.ts';
import type { TaskState } from '../snapshot/status.ts';

export interface WorkingTask {
  readonly task: string;
  readonly state: TaskState;
  /** When it no longer counts as at work, if nothing else happens: ISO 8601; null: not by time. */
  readonly until: string | null;
  /** What else is known of that; null: nothing. */
  readonly message: string | null;
}

/** `queue` of `plan --json`. */
export interface QueueView {
  readonly maxActive: number | null;
  readonly atWork: readonly WorkingTask[];
  /** Tasks whose turn it is. */
  readonly begins: readonly string[];
  /** By their places. */
  readonly waiting: readonly (Omit<Waiting, 'name'> & { readonly task: string })[];
}

const UNTIL_IT_ENDS = 'until it ends: nothing tells when its work is done';

function workingTask({ task: { name, desired, state }, until }: AtWork): WorkingTask {
  const isSilent = state.state === 'running' && desired !== null && !tellsTurns(desired.agent);
  return {
    task: name,
    state: state.state,
    until: until === null ? null : new Date(until * 1000).toISOString(),
    message: isSilent ? UNTIL_IT_ENDS : state.message,
  };
}

export function queueView({ maxActive, atWork, begins, waiting }: Queue): QueueView {
  return {
    maxActive,
    atWork: atWork.map(workingTask),
    begins,
    waiting: waiting.map(({ name, ...rest }) => ({ task: name, ...rest })),
  };
}
