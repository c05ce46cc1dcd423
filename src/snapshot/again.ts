/**
 * Whether an agent that has ended is to be started again by itself, and when. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import { type Attempts, NO_ATTEMPTS } from '../records/attempts.ts';
import { isCurrent, isTold, mayTell } from './checked.ts';
import { goesOnAt, whyWornOut } from './continuation.ts';
import { isAlone } from './done.ts';
import { limitOfEnd, needsNoWindow } from './ended.ts';
import type { JoinedTask } from './joined.ts';
import { orNull } from './known.ts';
import { ifAsked, NOT_ASKED, requested } from './request.ts';
import type { OurWorktree } from './snapshot.ts';
import { programIn } from './windows.ts';

/** HUP, INT, QUIT, TERM: somebody has ended it. */
const ENDED_BY_HAND: readonly number[] = [129, 130, 131, 143];

/** An agent that dies at once, dies again at once. */
const FIRST_SECONDS = 5;
const MOST_SECONDS = 300;
const MOST_DEATHS = 5;
const DEATHS_SECONDS = 600;

export interface Again {
  /**
   * `failure`: it ended with an error, or its window was lost in the midst of its turn; `check`, `limit`: it ended with its
   * turn, and the check of its work failed, or that turn met a limit.
   */
  readonly why: 'failure' | 'check' | 'limit';
  /** Not before; Unix time in whole seconds. */
  readonly at: number;
  /** When it ended, and how; null: its start was begun, and cut off before there was a launcher. */
  readonly end: End | null;
}

interface End {
  readonly at: number;
  readonly code: number;
}

/** An agent that has ended, and nothing else runs in its window by now. */
interface Ended {
  readonly task: DesiredTask;
  readonly worktree: OurWorktree;
  readonly attempts: Attempts;
  readonly end: End | null;
}

/** The record of the prompt that it is started with (`records/prompt-record.ts`): another one for each claim. */
export function promptRecordOf(why: Again['why'], { message, restarts }: Attempts): string {
  return why === 'failure' ? `failure-${restarts.at(-1) ?? 0}` : `${why}-${message?.at ?? 0}`;
}

/**
 * Whoever was to start it again has ended after he had claimed that, and before anything began. Of one that does not end
 * with its turn, a message that is claimed is one that is typed in.
 */
export function isClaimed(
  why: Again['why'],
  attempts: Attempts,
  { agent }: Pick<DesiredTask, 'agent'>,
  end: Pick<End, 'at'> | null,
): boolean {
  const { message } = attempts;
  if (why !== 'failure') {
    const isOfThis = message?.state === 'claimed' && message.reason === why;
    return agent.oneShot && isOfThis && (why === 'limit' || isTold(attempts));
  }
  // Not by which is later: the clock may be put back.
  return attempts.restartedFrom !== null && (end === null || attempts.restartedFrom === end.at);
}

/** `undefined`: it has not ended. */
function endOf({ launcher }: OurWorktree, task: DesiredTask): End | null | undefined {
  // Any other program is opened without its prompt, as after a window that was lost.
  if (launcher === null) return task.agent.oneShot ? null : undefined;
  const { state, code, at } = launcher;
  return state === 'exited' && code !== null ? { at, code } : undefined;
}

function endedOf({ desired: task, busy, ...view }: JoinedTask): Ended | null {
  const worktree = orNull(view.worktree);
  if (task === null || task.paused || busy !== null || worktree === null) return null;
  const { stamp, launcher } = worktree;
  if (worktree.path === null || stamp.archive !== null || stamp.hold !== null) return null;
  if (worktree.attempts === NOT_ASKED) return null;
  const attempts = worktree.attempts ?? NO_ATTEMPTS;
  if (!view.window.known || !view.unseen.known || view.unseen.value !== null) return null;
  const window = view.window.value;
  if (window !== null && programIn(window, launcher?.shell) !== null) return null;
  const end = endOf(worktree, task);
  return end === undefined || attempts.stuck !== null ? null : { task, worktree, attempts, end };
}

/** Its window is there, or need not be: else somebody has closed it. */
function isLeft({ window }: JoinedTask, { task, worktree }: Ended): boolean {
  return orNull(window) !== null || needsNoWindow(worktree, task);
}

/** Whether `on_failure: restart` has done all that it does. */
function isWornOut({ restarts }: Attempts, task: DesiredTask, at: number): boolean {
  const recent = restarts.filter((each) => each > at - DEATHS_SECONDS).length;
  return restarts.length >= task.restarts || recent + 1 >= MOST_DEATHS;
}

/** When it is to be started again after this end; null: it is not. */
type Rule = (ended: Ended, end: End) => number | null;

const afterFailure: Rule = ({ task, worktree, attempts }, { code, at }) => {
  if (limitOfEnd(worktree, task) !== null) return null; // it would meet it again
  if (task.onFailure !== 'restart' || code === 0 || ENDED_BY_HAND.includes(code)) return null;
  // A program that ends with its turn takes nothing up again without a conversation.
  if (task.agent.oneShot && task.agent.conversation === null) return null;
  if (isWornOut(attempts, task, at)) return null;
  return at + Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** attempts.restarts.length);
};

const afterCheck: Rule = ({ task, worktree: { turns }, attempts }, { code }) => {
  const { check } = attempts;
  if (!task.agent.oneShot || code !== 0 || check === null || turns === NOT_ASKED) return null;
  if (turns?.state !== 'done' || !isCurrent(check, task, turns)) return null;
  return isTold(attempts) || !mayTell(attempts, task) ? null : 0;
};

const afterLimit: Rule = ({ task, worktree, attempts }) => {
  const limit = limitOfEnd(worktree, task);
  const turns = ifAsked(worktree.turns);
  if (limit === null || task.onLimit !== 'wait' || whyWornOut(attempts, turns) !== null) return null;
  return goesOnAt(limit, attempts, turns, { id: worktree.stamp.id, itselfSeconds: 0 });
};

const RULES: Readonly<Record<Again['why'], Rule>> = {
  failure: afterFailure,
  check: afterCheck,
  limit: afterLimit,
};

/** Null: it is not. */
export function againOf(view: JoinedTask): Again | null {
  const ended = endedOf(view);
  if (ended === null) return null;
  const { attempts, worktree, end } = ended;
  for (const why of ['failure', 'check', 'limit'] as const) {
    if (isClaimed(why, attempts, ended.task, end)) {
      const isBegun = promptRecordOf(why, attempts) in requested(worktree.prompts, 'prompts');
      if (!isBegun) return { why, at: 0, end };
    } else if (end !== null && isLeft(view, ended)) {
      const at = RULES[why](ended, end);
      if (at !== null) return { why, at, end };
    }
  }
  return null;
}

/**
 * A program that ends with its turn, and whose window was lost in the midst of one: opened without a prompt it would do
 * nothing. `now`: Unix time in seconds.
 */
export function isCutOffWithItsProgram({ desired: task, ...view }: JoinedTask, now: number): boolean {
  const worktree = orNull(view.worktree);
  if (task === null || !task.agent.oneShot || task.agent.conversation === null || !isAlone(task))
    return false;
  if (worktree === null || worktree.turns === NOT_ASKED || worktree.attempts === NOT_ASKED) return false;
  const attempts = worktree.attempts ?? NO_ATTEMPTS;
  const isCut = worktree.turns?.state === 'open' || worktree.turns?.state === 'limited';
  return isCut && attempts.stuck === null && !isWornOut(attempts, task, now);
}
