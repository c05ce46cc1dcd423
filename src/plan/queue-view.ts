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

function isSilent({ desired, state }: AtWork['task'], reporting: ReadonlySet<string>): boolean {
  if (state.state !== 'running' || desired === null) return false;
  return !tellsTurns(desired.agent) && !reporting.has(desired.agent.name);
}

function workingTask({ task, until }: AtWork, reporting: ReadonlySet<string>): WorkingTask {
  const { name, state } = task;
  return {
    task: name,
    state: state.state,
    until: until === null ? null : new Date(until * 1000).toISOString(),
    message: isSilent(task, reporting) ? UNTIL_IT_ENDS : state.message,
  };
}

/** `reporting`: names of agents that are known to report their turns. */
export function queueView(
  { maxActive, atWork, begins, waiting }: Queue,
  reporting: ReadonlySet<string>,
): QueueView {
  return {
    maxActive,
    atWork: atWork.map((each) => workingTask(each, reporting)),
    begins,
    waiting: waiting.map(({ name, ...rest }) => ({ task: name, ...rest })),
  };
}
