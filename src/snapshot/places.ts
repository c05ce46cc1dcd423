/**
 * Which tasks have a place of `max_active`: those that are at work, about to be, or perhaps are. It is read from their
 * states alone, so that a crash loses no place. Pure.
 */

import type { DesiredTask } from '../config/desired.ts';
import { secondsSince } from '../elapsed.ts';
import { NO_ATTEMPTS } from '../records/attempts.ts';
import type { Turns } from '../records/turns.ts';
import { againOf } from './again.ts';
import { isCheckOpen } from './checked.ts';
import type { JoinedTask } from './joined.ts';
import { orNull } from './known.ts';
import { ifAsked, NOT_ASKED } from './request.ts';
import type { OurWorktree } from './snapshot.ts';
import { stallOf } from './stall.ts';
import type { State } from './state.ts';

/** A task with what it does. */
export interface StatedTask extends JoinedTask {
  readonly state: State;
}

export interface Place {
  /** When it is freed if nothing else happens, Unix time in seconds; null: not by time. */
  readonly until: number | null;
}

const PLACE: Place = { until: null };

export function turnsOf(worktree: OurWorktree | null): Turns | null {
  return worktree === null ? null : ifAsked(worktree.turns);
}

/** Its last turn ended well, and it had one. */
export function hasFinishedTurn(worktree: OurWorktree | null): boolean {
  const turns = turnsOf(worktree);
  return turns?.state === 'done' && turns.ended > 0;
}

/** Nothing more is done for it by itself. */
function isGivenUp({ attempts }: OurWorktree): boolean {
  return ifAsked(attempts)?.stuck != null;
}

/** For that long an agent that was launched with a prompt and draws its box is taken as about to begin with it. */
const BEGINS_SECONDS = 60;

/** It was launched with a prompt, and no turn has ended since: the launcher opens one before the agent has begun with it. */
function isAboutToBegin({ desired, ...task }: StatedTask, now: number): boolean {
  const worktree = orNull(task.worktree);
  const launcher = worktree?.launcher ?? null;
  if (launcher === null || desired === null || desired.agent.prompt === 'none') return false;
  const turns = turnsOf(worktree);
  const hasEnded = turns !== null && turns.state !== 'open' && turns.at >= launcher.at;
  return (
    ['start', 'next'].includes(launcher.reason) &&
    !hasEnded &&
    secondsSince(launcher.at, now) < BEGINS_SECONDS
  );
}

/** A check of its work, or the message on a red one. */
function isDueWhenIdle(task: StatedTask): boolean {
  const worktree = orNull(task.worktree);
  if (worktree === null || isGivenUp(worktree)) return false;
  return task.desired?.verify != null && hasFinishedTurn(worktree);
}

/** An agent that died is started again, or the work of one that ends with its turn is checked. */
export function isDueWhenExited(task: StatedTask): boolean {
  const { desired, state } = task;
  if (desired === null || desired.paused) return false;
  if (state.exitCode === 0) return desired.agent.oneShot && isDueWhenIdle(task);
  return againOf(task) !== null;
}

/** Once it is opened again its work is checked, or its agent is told of a check that failed. */
function hasCheckOpen(task: DesiredTask, worktree: OurWorktree): boolean {
  if (task.verify === null || worktree.attempts === NOT_ASKED || isGivenUp(worktree)) return false;
  return isCheckOpen(worktree.attempts ?? NO_ATTEMPTS, task, turnsOf(worktree));
}

/** It is opened and goes on, unless it was taken down or closed by hand. */
function isToBeOpened({ desired, state, ...task }: StatedTask): boolean {
  const worktree = orNull(task.worktree);
  if (desired === null || worktree === null || worktree.stamp.archive !== null) return state.isBusy;
  const isOpen = !hasFinishedTurn(worktree) || hasCheckOpen(desired, worktree);
  return state.isBusy || (!state.staysClosed && isOpen);
}

/** It is being made, or was when `pane` was killed. */
function isBeingMade({ desired, making, state, ...task }: StatedTask): boolean {
  return desired !== null && (state.isBusy || making !== null || orNull(task.worktree) !== null);
}

/** Its making failed, and is tried again; what fails later is left to the user. */
function isMadeAgain({ desired, making, ...task }: StatedTask): boolean {
  const stamp = orNull(task.worktree)?.stamp ?? null;
  if (desired === null || desired.paused) return false;
  if (stamp === null) return making !== null;
  return stamp.error !== null && stamp.progress !== 'made' && stamp.archive === null;
}

/** Of a question, or a limit: so that one of them can't cost the night. */
function forSome(since: number | null, freesAfterMs: number, now: number): Place | null {
  const begun = since ?? now;
  const seconds = Math.floor(freesAfterMs / 1000);
  return secondsSince(begun, now) < seconds ? { until: begun + seconds } : null;
}

function when(has: boolean): Place | null {
  return has ? PLACE : null;
}

/** Null: it has none. */
export function placeOf(task: StatedTask, freesAfterMs: number, now: number): Place | null {
  const { state, since } = task.state;
  switch (state) {
    case 'setup':
    case 'starting':
    case 'running':
    case 'verifying':
    case 'unknown':
      return PLACE;
    case 'working':
      return when((stallOf(task, task.state) ?? Number.POSITIVE_INFINITY) > now);
    case 'waiting':
    case 'limited':
      return forSome(since, freesAfterMs, now);
    case 'pending':
      return when(isBeingMade(task));
    case 'idle':
      return when(isDueWhenIdle(task) || isAboutToBegin(task, now));
    case 'exited':
      return when(isDueWhenExited(task));
    case 'stopped':
      return when(isToBeOpened(task));
    case 'conflict':
      return when(orNull(task.unseen) !== null); // its agent runs where nobody sees it
    case 'failed':
      return when(isMadeAgain(task));
    case 'queued':
    case 'stuck':
    case 'verified':
    case 'paused':
      return null;
  }
}
