/**
 * When something becomes due by time alone, without any other change: the watcher looks again then. Pure.
 */
import { againOf } from '../snapshot/again.ts';
import { stallOf } from '../snapshot/stall.ts';
import type { TaskInState } from '../snapshot/view.ts';
import { dueMessage } from './messages.ts';

/** What the moments depend on beside the tasks. */
export interface Bounds {
  /** How long a task that waits keeps its place in the queue, in milliseconds. */
  readonly freesAfterMs: number;
}

/** Unix time in milliseconds, perhaps past; null: nothing of the kind comes for this task. */
type Moment = (task: TaskInState, bounds: Bounds) => number | null;

const settled: Moment = ({ state: { checkAt } }) => (checkAt === null ? null : checkAt * 1000);

const messageIsDue: Moment = (task) => {
  const due = dueMessage(task);
  return due === null ? null : due.at * 1000;
};

const isStartedAgain: Moment = ({ view }) => {
  const again = againOf(view);
  return again === null ? null : again.at * 1000;
};

const placeIsFreed: Moment = ({ view, state: { state, since } }, { freesAfterMs }) => {
  const { maxActive = null, agent } = view.desired ?? {};
  const isQueued = maxActive !== null || (agent?.maxActive ?? null) !== null;
  if (!isQueued || since === null || (state !== 'waiting' && state !== 'limited')) return null;
  return since * 1000 + freesAfterMs;
};

const stalled: Moment = ({ view, state }) => {
  const at = stallOf(view, state);
  return at === null ? null : at * 1000;
};

const MOMENTS: readonly Moment[] = [settled, messageIsDue, isStartedAgain, placeIsFreed, stalled];

/** The next one after `now`, both Unix times in milliseconds; null: none comes. */
export function nextMoment(tasks: readonly TaskInState[], bounds: Bounds, now: number): number | null {
  const all = tasks.flatMap((task) => MOMENTS.map((moment) => moment(task, bounds)));
  const coming = all.filter((at) => at !== null).filter((at) => at > now);
  return coming.length === 0 ? null : Math.min(...coming);
}
