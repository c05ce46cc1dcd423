/** `wait`: until tasks are in one of some states, or can no longer get there. */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { poll } from '../poll.ts';
import { openRunning } from '../project/open-as-applied.ts';
import { namedTasks } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { isWatched } from '../project/watcher/watcher-note.ts';
import type { TaskState } from '../snapshot/status.ts';
import type { TaskInState } from '../snapshot/view.ts';
import { observeTasks } from '../talk/task-pane.ts';
import { reachedBy } from './goal.ts';
import { type Around, isWell, mayMove } from './settled.ts';

const POLL_MS = 250;

export interface WaitRequest extends ProjectOptions {
  /** None: all that are not paused. */
  readonly tasks: readonly string[];
  /** `settled`: until nothing more becomes of any of them. */
  readonly states: readonly TaskState[] | 'settled';
  /** One of the tasks is enough. */
  readonly any: boolean;
  /** Null: as long as it takes. */
  readonly seconds: number | null;
  /** Gets what is waited for at each look: `login is working, signup is queued`. */
  readonly onLook?: (waiting: string, waitedMs: number) => void;
}

export interface WaitedTask {
  readonly name: string;
  readonly state: TaskState;
  readonly message: string | null;
  readonly exitCode: number | null;
}

export interface WaitResult {
  /** Those that are where they were to get, in the order of the file; with an `error` all that were named, as they are. */
  readonly tasks: readonly WaitedTask[];
  /**
   * Absent: they got there. Else `failed` as soon as one can no longer get there (with `any`: none can), `timeout`, or
   * `interrupted`.
   */
  readonly error?: PaneError;
}

function describe(tasks: readonly TaskInState[]): string {
  return tasks.map(({ view, state }) => `${view.name} is ${state.state}`).join(', ');
}

/** Null: something may still become of one. */
function judgeSettled(tasks: readonly TaskInState[], around: Around): WaitResult | null {
  if (tasks.some((task) => mayMove(task, around))) return null;
  const ill = tasks.filter((task) => !isWell(task));
  const result = { tasks: tasks.map(waitedTask) };
  if (ill.length === 0) return result;
  return { ...result, error: new PaneError('failed', `not verified or idle: ${describe(ill)}`) };
}

/** Null: it is to be waited for. */
function judge(
  tasks: readonly TaskInState[],
  states: readonly TaskState[],
  any: boolean,
  around: Around,
): WaitResult | null {
  const goal = new Set(states);
  const judged = tasks.map((task) => ({
    task,
    ...reachedBy(task.view, task.state, goal, mayMove(task, around)),
  }));
  const there = judged.filter(({ reached }) => reached).map(({ task }) => task);
  if (any ? there.length > 0 : there.length === tasks.length) return { tasks: there.map(waitedTask) };
  const stuck = judged.flatMap((one) => (one.reached || one.reason === null ? [] : [one]));
  if (any ? stuck.length < tasks.length : stuck.length === 0) return null;
  const reasons = stuck.map(({ task, reason }) => `${task.view.name}: ${reason}`).join('; ');
  const error = new PaneError('failed', `it can't become ${states.join(' or ')}: ${reasons}`);
  return { tasks: tasks.map(waitedTask), error };
}

function waitedTask({ view, state: { state, message, exitCode } }: TaskInState): WaitedTask {
  return { name: view.name, state, message, exitCode };
}

export async function wait(context: Context, request: WaitRequest): Promise<WaitResult> {
  const project = await openRunning(context, request);
  const names = namedTasks(project, request.tasks);
  const { seconds, states, any, onLook } = request;
  const { freesAfterMs } = project.scope.config;
  const look = async (waitedMs: number) => {
    // What waits in the queue depends on the others.
    const { tasks: all, observed } = await observeTasks(project, states === 'settled' ? null : names);
    const tasks = all.filter(({ view }) => names?.has(view.name) ?? view.desired?.paused !== true);
    onLook?.(describe(tasks), waitedMs);
    const around = { now: observed.now, freesAfterMs, tasks: all, isWatched: isWatched(project) };
    return {
      tasks,
      judged: states === 'settled' ? judgeSettled(tasks, around) : judge(tasks, states, any, around),
    };
  };
  const { signal } = context;
  const limitMs = seconds === null ? {} : { limitMs: seconds * 1000 };
  const rhythm = { everyMs: POLL_MS, ...limitMs, signal };
  const { tasks, judged } = await poll(rhythm, look, (seen) => seen.judged !== null);
  if (judged !== null) return judged;
  const error = signal.aborted
    ? new PaneError('interrupted', 'interrupted')
    : new PaneError('timeout', `timed out after ${seconds} s: ${describe(tasks)}`);
  return { tasks: tasks.map(waitedTask), error };
}
