/**
 * Whether a task that others wait for, by `after` or `base: { task }`, is done. Pure.
 */
import { suggestion } from '../config/suggest.ts';
import { orNull } from './known.ts';
import { hasFinishedTurn, isDueWhenExited, type StatedTask, turnsOf } from './places.ts';
import { ifAsked } from './request.ts';
import type { OurWorktree } from './snapshot.ts';

/** Why it is not done. */
export interface Undone {
  /** `working`, `idle, not verified`, `no such task, did you mean "schema"?`. */
  readonly why: string;
  /** It does not get there by itself: the user is to do something. */
  readonly isOver: boolean;
}

function onItsWay(why: string): Undone {
  return { why, isOver: false };
}

function over(why: string): Undone {
  return { why, isOver: true };
}

/** Its last check was green, and nothing came after it. `hash`: of its `verify` as the file has it; null: it has none. */
function isGreen(worktree: OurWorktree, hash: string | null): boolean {
  const check = ifAsked(worktree.attempts)?.check ?? null;
  if (check === null || check.outcome !== 'green' || check.changedSince) return false;
  const turns = turnsOf(worktree);
  // One that is cut off, or fails, is no turn that has ended, and changes the work all the same.
  const isOver = turns === null || turns.state === 'done';
  return isOver && (hash === null || check.hash === hash) && check.turn === (turns?.ended ?? 0);
}

/** From what stays beside its stamp. One that was checked once must be good; of another one its turn counts. */
function ofArchive(worktree: OurWorktree): Undone | null {
  const wasChecked = ifAsked(worktree.attempts)?.check != null;
  const isDone = wasChecked ? isGreen(worktree, null) : hasFinishedTurn(worktree);
  return isDone ? null : over('archived before it was done');
}

/** One that nobody checks: its turn is over, or it ended with its turn. */
function isOver(task: StatedTask, worktree: OurWorktree): boolean {
  const { state, exitCode } = task.state;
  if (state === 'exited') return exitCode === 0 && task.desired?.agent.oneShot === true;
  return ['idle', 'stopped', 'paused'].includes(state) && hasFinishedTurn(worktree);
}

const ENDED: readonly string[] = ['failed', 'stuck', 'exited', 'paused', 'conflict'];

function ofTask(task: StatedTask): Undone | null {
  const { state, staysClosed } = task.state;
  const worktree = orNull(task.worktree);
  if (worktree === null) {
    const [newest] = task.archives;
    if (newest !== undefined) return ofArchive(newest);
    return ENDED.includes(state) ? over(state) : onItsWay(task.desired === null ? state : 'not begun');
  }
  const isChecked = task.desired?.verify != null;
  const isWithoutWindow = state === 'stopped' || state === 'paused';
  if (isChecked && (state === 'verified' || isWithoutWindow)) {
    if (isGreen(worktree, task.desired?.verifyHash ?? null)) return null;
    if (state === 'verified') return over('changed since it was verified');
    const why = `${state}, not verified`;
    return state === 'stopped' && !staysClosed ? onItsWay(why) : over(why);
  }
  if (!isChecked && isOver(task, worktree)) return null;
  if (state === 'exited' && isDueWhenExited(task)) return onItsWay(state);
  if (ENDED.includes(state) || staysClosed) return over(state);
  if (state === 'idle') return onItsWay(isChecked ? 'idle, not verified' : 'idle, no turn yet');
  return onItsWay(state);
}

/** `by`: the task that waits for it. `archives`: the newest one of each task. Null: it is done. */
export function undoneOf(
  name: string,
  by: string,
  byName: ReadonlyMap<string, StatedTask>,
  archives: ReadonlyMap<string, OurWorktree>,
): Undone | null {
  const task = byName.get(name);
  if (task !== undefined) return ofTask(task);
  const archive = archives.get(name);
  if (archive !== undefined) return ofArchive(archive);
  const others = [...byName.keys(), ...archives.keys()].filter((other) => other !== by);
  return over(`no such task${suggestion(name, others)}`);
}
