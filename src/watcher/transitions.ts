/**
 * What the user is to hear of: that a task has come to a state, once for each time that it does. Pure.
 */
import { type HeardState, heardStates } from '../config/notify.ts';
import type { TaskName } from '../ids.ts';
import type { TaskState } from '../snapshot/status.ts';

/** A task as it is seen now. */
export interface Seen {
  readonly task: TaskName;
  readonly state: TaskState;
  /** Which launch of its agent this is; null: none. */
  readonly launch: number | null;
  /** When the agent itself told the state, Unix time in seconds; null: it did not. */
  readonly toldAt: number | null;
  /** It works and gives no sign of it: when it gave the last one, Unix time in seconds; null: it does not, or gives some. */
  readonly stalledSince: number | null;
  /** It may be on its way from one state to another: the next look tells. */
  readonly isUnsure: boolean;
}

interface Past extends Pick<Seen, 'state' | 'launch' | 'toldAt' | 'stalledSince'> {
  /** What it was at the last look that was sure; null: it was not there. */
  readonly last: TaskState | null;
}

/** What each task was at the last look; null: there was none. */
export type Known = ReadonlyMap<TaskName, Past>;

const NEW: Past = { state: 'pending', launch: null, toldAt: null, stalledSince: null, last: null };
const UNKNOWN: Past = { ...NEW, state: 'unknown', last: 'unknown' };

/** Between two others, and nothing to hear of: what the agent did before it still counts. */
function isPassing(state: TaskState): boolean {
  return state === 'starting' || state === 'running';
}

export function isHeard(state: TaskState): state is HeardState {
  return heardStates.some((each) => each === state);
}

/** It was in this state before, and told since that it is anew: the time between was shorter than between two looks. */
function isToldAnew(before: Past, now: Seen): boolean {
  return before.toldAt !== null && now.toldAt !== null && before.toldAt !== now.toldAt;
}

function isNews(before: Past, now: Seen): boolean {
  if (before.state === 'unknown') return false;
  if (now.stalledSince !== null) return now.stalledSince !== before.stalledSince;
  if (!isHeard(now.state)) return false;
  const isSameLaunch = before.launch === now.launch;
  const isSame = before.state === now.state && isSameLaunch && !isToldAnew(before, now);
  if (isSame) return false;
  // An agent that has just started without a prompt is idle too, but no turn is over.
  if (now.state === 'idle') return isSameLaunch && ['working', 'waiting', 'idle'].includes(before.state);
  return true;
}

function pastOf(before: Past, seen: Seen): Past {
  const now = { ...seen, last: seen.state };
  const isOn = isPassing(now.state) && before.launch === now.launch && before.state !== 'unknown';
  return isOn ? { ...before, last: now.state } : now;
}

export interface Change {
  readonly task: TaskName;
  /** Null: the task is new. The same as now where it has come there anew. */
  readonly before: TaskState | null;
  /** It has come to a state of `heardStates`, or gives no sign any more. */
  readonly isNews: boolean;
}

export interface Heard {
  readonly known: Known;
  readonly changes: readonly Change[];
}

/** Of a first look: what each task is that is sure. */
export function firstStates(seen: readonly Seen[]): Readonly<Record<string, TaskState>> {
  const sure = seen.filter(({ state, isUnsure }) => !isUnsure && state !== 'unknown');
  return Object.fromEntries(sure.map(({ task, state }) => [task, state]));
}

/** A first look makes no news: what was so before is not told. */
export function hear(known: Known | null, seen: readonly Seen[]): Heard {
  const next = new Map<TaskName, Past>();
  const changes: Change[] = [];
  for (const now of seen) {
    const before = known === null ? UNKNOWN : (known.get(now.task) ?? NEW);
    if (now.isUnsure || now.state === 'unknown') {
      next.set(now.task, before);
      continue;
    }
    const news = isNews(before, now);
    const isChanged = before.last !== 'unknown' && before.last !== now.state;
    if (news || isChanged) changes.push({ task: now.task, before: before.last, isNews: news });
    next.set(now.task, pastOf(before, now));
  }
  return { known: next, changes };
}
