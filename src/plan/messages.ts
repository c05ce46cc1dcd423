/**
 * The messages that `pane` sends to agents by itself, one for each cause: which is due for a task, and when. Pure.
 */
import { tellsConversation } from '../agents/agent.ts';
import { findPreset } from '../agents/presets.ts';
import type { DesiredTask } from '../config/desired.ts';
import { type Attempts, NO_ATTEMPTS } from '../records/attempts.ts';
import { hasCounted, type Message, TAKEN_SECONDS } from '../records/messages.ts';
import type { Turns } from '../records/turns.ts';
import { isCurrent, isTold, mayTell } from '../snapshot/checked.ts';
import { goesOnAt, whyWornOut } from '../snapshot/continuation.ts';
import { isCutOff, isToGoOn } from '../snapshot/done.ts';
import { orNull } from '../snapshot/known.ts';
import { requested } from '../snapshot/request.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import type { State } from '../snapshot/state.ts';
import type { TaskInState } from '../snapshot/view.ts';

/** One that goes on by itself, and has not by then, was told not to. */
const ITSELF_SECONDS = 600;

export type Step =
  | { readonly do: 'send'; readonly reason: Message['reason'] }
  /** What was claimed by somebody who was killed is sent, submitted, or from that time on given up. */
  | {
      readonly do: 'finish';
      readonly reason: Message['reason'];
      readonly why: string;
      readonly until: number;
    }
  /** The agent took what was claimed by somebody who ended before it could say so. */
  | { readonly do: 'settle' }
  | { readonly do: 'give up'; readonly reason: Message['reason']; readonly why: string }
  /** It has finished a turn since nothing more was sent: somebody has seen to it. */
  | { readonly do: 'begin anew' };

interface Due {
  /** Not before; Unix time in whole seconds, perhaps past. */
  readonly at: number;
  readonly step: Step;
}

/** What the messages for a task depend on. */
interface Subject {
  readonly task: DesiredTask;
  readonly worktree: OurWorktree;
  readonly state: State;
  readonly turns: Turns | null;
  readonly attempts: Attempts;
}

/** Null: nothing is to be said to it. */
function subjectOf({ view, state }: TaskInState): Subject | null {
  const worktree = orNull(view.worktree);
  const { desired: task, busy } = view;
  if (task === null || task.paused || busy !== null || state.due !== null) return null;
  if (worktree === null || worktree.stamp.archive !== null) return null;
  return {
    task,
    worktree,
    state,
    turns: requested(worktree.turns, 'turns'),
    attempts: requested(worktree.attempts, 'attempts') ?? NO_ATTEMPTS,
  };
}

/** The next message that is due for the task, or what has become of the last one; null: nothing is to be done. */
export function dueMessage(task: TaskInState): Due | null {
  const subject = subjectOf(task);
  if (subject === null) return null;
  const { message, stuck } = subject.attempts;
  if (stuck !== null) {
    const isOver = (subject.turns?.ended ?? 0) > (message?.turn ?? 0);
    return isOver ? { at: 0, step: { do: 'begin anew' } } : null;
  }
  const runs = subject.worktree.launcher?.state === 'running' && orNull(task.view.window) !== null;
  if (message?.state === 'claimed') return ofClaim(message, subject, runs);
  if (!runs) return null;
  return ofLimit(subject) ?? ofCutOff(subject) ?? ofCheck(subject);
}

/** Whoever claimed it held the task's lock, and does not any more. What a program is started with is not typed in. */
function ofClaim(message: Message, subject: Subject, runs: boolean): Due | null {
  const { task, worktree, turns, state } = subject;
  // One that was open before the launch that it was claimed in is none that followed, be it of the same second.
  const isOlder = (worktree.launcher?.at ?? 0) <= message.at && isCutOff(worktree);
  const hasBegun = turns !== null && isSince(turns, message) && !isOlder;
  const hasTurned = hasBegun || (turns?.ended ?? 0) > message.turn;
  const agent = state.beneath ?? state.state;
  if (hasTurned || agent === 'working') return { at: 0, step: { do: 'settle' } };
  // What it asks may have come up before the text was submitted: its next turn tells, or that none comes.
  if (!runs || task.agent.oneShot || agent === 'waiting') return null;
  const why = `${KINDS[message.reason]} may not have been delivered: check its window; \`pane send ${task.name} TEXT\` goes on`;
  const { reason, at } = message;
  const until = at + TAKEN_SECONDS;
  // It was claimed for another window: what this one knows nothing of may have been typed into that.
  if ((worktree.launcher?.at ?? 0) > at) return { at: until, step: { do: 'give up', reason, why } };
  return { at, step: { do: 'finish', reason, why, until } };
}

function isSince({ state, at }: Turns, message: Message): boolean {
  return at > message.at || (at === message.at && state === 'open');
}

export const KINDS: Readonly<Record<Message['reason'], string>> = {
  check: 'the message on its failed check',
  limit: 'the message that its limit is over',
  'cut-off': 'the message that its turn goes on',
};

/** Of one that tells the ids of its conversations, and has told none, the latest of the worktree is perhaps a new one. */
function isResumed({ agent }: DesiredTask, { launcher }: OurWorktree): boolean {
  return launcher?.reason === 'resume' || (launcher?.reason === 'latest' && !tellsConversation(agent));
}

function notResumed({ name }: DesiredTask): Due {
  const why = `its turn was cut off, and its conversation could not be resumed: \`pane restart --prompt ${name}\` begins it anew`;
  return { at: 0, step: { do: 'give up', reason: 'cut-off', why } };
}

function ofLimit(subject: Subject): Due | null {
  const { task, worktree, state, turns, attempts } = subject;
  if (state.state !== 'limited' || task.onLimit !== 'wait') return null;
  // Its window was lost meanwhile: the agent that runs knows of no limit.
  const isLost = state.beneath !== null;
  if (isLost && !isResumed(task, worktree)) return notResumed(task);
  const why = whyWornOut(attempts, turns);
  if (why !== null) return { at: 0, step: { do: 'give up', reason: 'limit', why } };
  const limit = { since: state.since ?? turns?.at ?? 0, until: state.until };
  const itselfSeconds = !isLost && findPreset(task.agent.preset ?? '')?.continues ? ITSELF_SECONDS : 0;
  const at = goesOnAt(limit, attempts, turns, { id: worktree.stamp.id, itselfSeconds });
  return { at, step: { do: 'send', reason: 'limit' } };
}

function ofCutOff({ task, worktree, turns, attempts }: Subject): Due | null {
  if (!isToGoOn({ desired: task }, worktree)) return null;
  if (!isResumed(task, worktree)) return notResumed(task);
  if (!hasCounted(attempts, turns) && attempts.restarts.length >= task.restarts) {
    const why = `its turn was cut off again after ${attempts.restarts.length} restarts`;
    return { at: 0, step: { do: 'give up', reason: 'cut-off', why } };
  }
  return { at: 0, step: { do: 'send', reason: 'cut-off' } };
}

/** The agent is told of each red check once, as long as it may be told. */
function ofCheck({ task, state, turns, attempts }: Subject): Due | null {
  const { check } = attempts;
  if (check === null || isTold(attempts) || !mayTell(attempts, task) || !isCurrent(check, task, turns))
    return null;
  if ((state.state !== 'idle' && state.state !== 'running') || (turns !== null && turns.state !== 'done'))
    return null;
  return { at: 0, step: { do: 'send', reason: 'check' } };
}
