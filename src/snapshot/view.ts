/**
 * The tasks of a project as everybody sees them, the planner, `status`, the watcher, `wait` and `next`: what the file
 * wants, what is there, and what each does. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import { type JoinedTask, joinTasks } from './joined.ts';
import { orNull } from './known.ts';
import { NOT_ASKED, type Part, requested } from './request.ts';
import type { Screens, Snapshot } from './snapshot.ts';
import { type Look, type State, stateOf } from './state.ts';

export interface TaskView extends JoinedTask {
  readonly state: Part<State>;
}

const UNSEEN = { screenStates: [], fault: null };

/** What shows on the screen of its agent; nothing where there is none. */
export function lookOf(task: Pick<JoinedTask, 'window'>, screens: Screens, now: number): Look {
  const window = orNull(task.window);
  return { ...((window === null ? undefined : screens[window.main]) ?? UNSEEN), now };
}

/** In the order of the file, then those that are no longer in it. The states are there where the screens were asked for. */
export function viewTasks(desired: readonly DesiredTask[], observed: Snapshot): TaskView[] {
  const { screens, now } = observed;
  return joinTasks(desired, observed).map((task) => ({
    ...task,
    state: screens === NOT_ASKED ? NOT_ASKED : stateOf(task, lookOf(task, screens, now)),
  }));
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
