/**
 * What became of a task's work: what is known of its checks, laid over what its agent does. Pure.
 */
import { tellsTurns } from '../agents/agent.ts';
import type { DesiredTask } from '../config/desired.ts';
import { secondsSince } from '../elapsed.ts';
import type { Attempts, Check } from '../records/attempts.ts';
import type { Turns } from '../records/turns.ts';
import { NOT_ASKED } from './request.ts';
import type { OurWorktree } from './snapshot.ts';
import type { TaskState } from './status.ts';

/** What its agent does, as far as it matters. */
interface Told {
  readonly state: TaskState;
  readonly message: string | null;
  readonly exitCode: number | null;
  /** Unix time in seconds. */
  readonly since: number | null;
  /** Its prompt is still to be typed in. */
  readonly due: TaskState | null;
  readonly checkAt: number | null;
  readonly beneath: TaskState | null;
}

type Verified = Pick<DesiredTask, 'verify' | 'verifyHash' | 'agent'>;
type Checked = Pick<OurWorktree, 'admin' | 'turns' | 'attempts' | 'checker'>;

/** After so many checks in a row that were killed no other one is begun. */
const MOST_LOST = 3;

/** A check ends at its time limit; what it reads before and after, and a clock that is ahead, take less than this. */
const OVERDUE_SECONDS = 300;

/** Of one that is verified, and has changed without a turn. */
export const CHANGED_SINCE = 'changed since';

/** Its turn is over, or nobody can know whether it is: then its work is checked by hand only. */
function mayBeChecked({ state, exitCode, due }: Told, { agent }: Verified): boolean {
  if (due !== null) return false;
  if (state === 'exited') return agent.oneShot && exitCode === 0;
  return state === 'idle' || (state === 'running' && !tellsTurns(agent));
}

/** As `check due at 12:03:20`, by the clock of this machine. */
function clock(seconds: number): string {
  return new Date(seconds * 1000).toTimeString().slice(0, 8);
}

/** What the check that failed was, and how it ended: `npm test failed (exit code 1)`. */
function failureOfCheck({ command, exitCode }: Pick<Check, 'command' | 'exitCode'>): string {
  const how = exitCode === null ? 'its time was over' : `exit code ${exitCode}`;
  return `${command} failed (${how})`;
}

/** Whether one more message on a failed check may go to the agent. A program that takes no prompt, and has ended, gets none. */
export function mayTell(
  { check, red }: Attempts,
  { verify, agent }: Pick<DesiredTask, 'verify' | 'agent'>,
): boolean {
  if (check === null || verify === null || (agent.oneShot && agent.prompt === 'none')) return false;
  return check.outcome === 'red' && check.tells && !check.repeats && red < verify.retries;
}

/** Whether the message on this very check is on its way to the agent, or was sent. */
export function isTold({ check, message }: Attempts): boolean {
  // By the turn too: the clock may be put back.
  return (
    check !== null && message?.reason === 'check' && message.turn === check.turn && message.at >= check.at
  );
}

/** Whether a check of this `verify` is what counts: no turn has ended since it began. */
export function isCurrent(check: Check, task: Pick<DesiredTask, 'verifyHash'>, turns: Turns | null): boolean {
  return check.hash === task.verifyHash && check.turn === (turns?.ended ?? 0);
}

/** It was green, and its worktree has changed since without a turn: it is made again once. */
function isToRepeat({ outcome, changedSince, isAgain }: Check): boolean {
  return outcome === 'green' && changedSince && !isAgain;
}

/** Its last turn is not checked for good, or its agent is to be told of what failed, or about to hear it. */
export function isCheckOpen(
  attempts: Attempts,
  task: Pick<DesiredTask, 'verify' | 'verifyHash' | 'agent'>,
  turns: Turns | null,
): boolean {
  const { check } = attempts;
  if (check === null || !isCurrent(check, task, turns) || isToRepeat(check)) return true;
  return mayTell(attempts, task) || isTold(attempts);
}

function ofRed<T extends Told>(told: T, check: Check, attempts: Attempts, task: Verified): T {
  const failure = failureOfCheck(check);
  if (mayTell(attempts, task) || isTold(attempts))
    return { ...told, message: `${failure}; its agent is told` };
  const why = check.repeats ? ', and the turn after it changed nothing' : '';
  const said = check.said === '' ? '' : `: ${check.said}`;
  return {
    ...told,
    beneath: told.state,
    state: 'stuck',
    since: check.at,
    message: `${failure}${why}${said}`,
  };
}

function ofResult<T extends Told>(told: T, check: Check, attempts: Attempts, task: Verified): T {
  const { outcome, at: since } = check;
  switch (outcome) {
    case 'green':
      return {
        ...told,
        beneath: told.state,
        state: 'verified',
        since,
        message: check.changedSince ? CHANGED_SINCE : null,
      };
    case 'red':
      return ofRed(told, check, attempts, task);
    case 'unchanged':
      return { ...told, beneath: told.state, state: 'stuck', since, message: 'nothing changed' };
    case 'fault':
      return { ...told, beneath: told.state, state: 'stuck', since, message: check.said };
  }
}

/** Where no process here can be asked whether it still is. */
function ofElsewhere<T extends Told>(
  told: T,
  { process: { pid, host }, at }: NonNullable<Attempts['checking']>,
  { timeoutMs, admin, now }: { readonly timeoutMs: number; readonly admin: string; readonly now: number },
): T {
  const beneath = told.state;
  const where = `on ${host} (process ${pid})`;
  if (now < at + timeoutMs / 1000 + OVERDUE_SECONDS)
    return { ...told, beneath, state: 'verifying', since: at, message: `perhaps ${where}` };
  const message = `its check ${where} has not told how it ended: ${wayOutOfCheck(admin)}`;
  return { ...told, beneath, state: 'stuck', message };
}

/** Of a check that can't be ended from here. `admin`: of the worktree. */
export function wayOutOfCheck(admin: string): string {
  return `check there; if it is gone, remove ${admin}/pane/attempts.json`;
}

/** `told`: what its agent does; `now`: Unix time in seconds. */
export function checkedState<T extends Told>(
  told: T,
  task: Verified,
  { admin, turns, attempts, checker }: Checked,
  now: number,
): T {
  const { verify } = task;
  if (verify === null || turns === NOT_ASKED || attempts === NOT_ASKED || !mayBeChecked(told, task))
    return told;
  const { check = null, checking = null } = attempts ?? {};
  if (checking !== null && checker === 'elsewhere')
    return ofElsewhere(told, checking, { timeoutMs: verify.timeoutMs, admin, now });
  if (checking !== null && checker === 'alive')
    return { ...told, beneath: told.state, state: 'verifying', since: checking.at, message: null };
  const isOver = turns === null || turns.state === 'done';
  const counts = check !== null && isOver && isCurrent(check, task, turns);
  const repeats = counts && isToRepeat(check);
  if (attempts !== null && counts && !repeats) return ofResult(told, check, attempts, task);
  // Also of a program of which the file says nothing: it may report by itself, and is idle only where it does.
  if (told.state === 'running' || turns?.state !== 'done' || turns.ended === 0) return told;
  if ((checking?.lost ?? 0) + 1 >= MOST_LOST && checking?.turn === turns.ended) {
    const message = `${MOST_LOST} checks in a row were killed; \`pane verify\` checks it again`;
    return { ...told, beneath: told.state, state: 'stuck', message };
  }
  const since = Math.max(told.since ?? 0, turns.at);
  const isLongAgo = secondsSince(since, now) === Number.POSITIVE_INFINITY;
  const checkAt = isLongAgo ? now : since + Math.ceil(verify.settleMs / 1000);
  const changed = repeats ? 'its worktree has changed since it was checked; ' : '';
  return { ...told, checkAt, message: `${changed}check due at ${clock(checkAt)}` };
}
