/**
 * The tasks of a project as everybody sees them, the planner, `status`, the watcher, `wait` and `next`: what the file
 * wants, what is there, and what each does. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import type { TaskName } from '../ids.ts';
import { type JoinedTask, joinTasks } from './joined.ts';
import { orNull } from './known.ts';
import type { StatedTask } from './places.ts';
import { describeWaiting, isBound, type Queue, queueOf } from './queue.ts';
import { NOT_ASKED, type Part, requested } from './request.ts';
import { oursIn, type Screens, type Snapshot } from './snapshot.ts';
import { type Look, queuedState, type State, stateOf } from './state.ts';
import type { QueueStatus } from './status.ts';

export interface TaskView extends JoinedTask {
  readonly state: Part<State>;
  /** Null: it does not wait for its turn. */
  readonly queue: QueueStatus | null;
}

const UNSEEN = { screenStates: [], fault: null };

/** What shows on the screen of its agent; nothing where there is none. */
export function lookOf(task: Pick<JoinedTask, 'window'>, screens: Screens, now: number): Look {
  const window = orNull(task.window);
  return { ...((window === null ? undefined : screens[window.main]) ?? UNSEEN), now };
}

const NOBODY: ReadonlySet<TaskName> = new Set();

function statedTasks(desired: readonly DesiredTask[], observed: Snapshot, screens: Screens): StatedTask[] {
  return joinTasks(desired, observed).map((task) => ({
    ...task,
    state: stateOf(task, lookOf(task, screens, observed.now)),
  }));
}

function queueIn(tasks: readonly StatedTask[], observed: Snapshot, barred: ReadonlySet<TaskName>): Queue {
  const { now, bases } = observed;
  return queueOf(tasks, { now, bases, ours: oursIn(observed), barred });
}

/**
 * Who is at work and who waits; null: nothing in the file keeps a task waiting, or the screens were not asked for.
 * `barred`: tasks that can't begin for another reason.
 */
export function viewQueue(
  desired: readonly DesiredTask[],
  observed: Snapshot,
  barred: ReadonlySet<TaskName> = NOBODY,
): Queue | null {
  const { screens } = observed;
  if (screens === NOT_ASKED || !desired.some(isBound)) return null;
  return queueIn(statedTasks(desired, observed, screens), observed, barred);
}

/**
 * In the order of the file, then those that are no longer in it. The states are there where the screens were asked for, and
 * only then a task is `queued`. `barred`: as for `viewQueue`.
 */
export function viewTasks(
  desired: readonly DesiredTask[],
  observed: Snapshot,
  barred: ReadonlySet<TaskName> = NOBODY,
): TaskView[] {
  const { screens } = observed;
  if (screens === NOT_ASKED)
    return joinTasks(desired, observed).map((task) => ({ ...task, state: NOT_ASKED, queue: null }));
  const tasks = statedTasks(desired, observed, screens);
  const waiting = desired.some(isBound) ? queueIn(tasks, observed, barred).waiting : [];
  const places = new Map(waiting.map((one) => [one.name, one]));
  return tasks.map((task) => {
    const found = places.get(task.name);
    if (found === undefined) return { ...task, queue: null };
    const { place, reason, blockedBy } = found;
    const queue = { place, reason, blockedBy };
    return { ...task, state: queuedState(describeWaiting(queue)), queue };
  });
}

/** @throws {Error} where the screens were not asked for */
export function stateIn({ state }: TaskView): State {
  return requested(state, 'screens');
}

/** A task with what it does. */
export interface TaskInState {
  readonly view: TaskView;
  readonly state: State;
}

/** @throws {Error} where the screens were not asked for */
export function inState(view: TaskView): TaskInState {
  return { view, state: stateIn(view) };
}
