/** `wait`: until tasks are in one of some states, or can no longer get there. */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { poll } from '../poll.ts';
import { openRunning } from '../project/open-as-applied.ts';
import { namedTasks } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import type { TaskState } from '../snapshot/status.ts';
import { type SeenTask, seeTasks } from '../talk/task-pane.ts';
import { reachedBy } from './goal.ts';

const POLL_MS = 250;

export interface WaitOptions extends ProjectOptions {
  readonly tasks: readonly string[];
  readonly states: ReadonlySet<TaskState>;
  /** One of the tasks is enough. */
  readonly any: boolean;
  /** Null: as long as it takes. */
  readonly seconds: number | null;
}

/** A task that is where it was to get. */
export interface Arrived {
  readonly name: string;
  readonly state: TaskState;
  readonly message: string | null;
  readonly exitCode: number | null;
}

function describe(tasks: readonly SeenTask[]): string {
  return tasks.map(({ view, state }) => `${view.name} is ${state.state}`).join(', ');
}

function judge(tasks: readonly SeenTask[], { states, any }: WaitOptions): readonly SeenTask[] | null {
  const judged = tasks.map((task) => ({ task, ...reachedBy(task.view, task.state, states) }));
  const there = judged.filter(({ reached }) => reached).map(({ task }) => task);
  if (any ? there.length > 0 : there.length === tasks.length) return there;
  const stuck = judged.flatMap((one) => (one.reached || one.reason === null ? [] : [one]));
  if (any ? stuck.length < tasks.length : stuck.length === 0) return null;
  const reasons = stuck.map(({ task, reason }) => `${task.view.name}: ${reason}`);
  throw new PaneError('failed', `it can't become ${[...states].join(' or ')}: ${reasons.join('; ')}`);
}

/**
 * Those that are there, in the order of the file.
 * @throws {PaneError} `failed` as soon as one can no longer get there (with `any`: none can), `timeout`,
 * `interrupted`.
 */
export async function wait(context: Context, options: WaitOptions): Promise<Arrived[]> {
  const project = await openRunning(context, options);
  const names = namedTasks(project, options.tasks);
  const look = async () => {
    const { tasks } = await seeTasks(project, names);
    return { tasks, there: judge(tasks, options) };
  };
  const { signal } = context;
  const limitMs = options.seconds === null ? {} : { limitMs: options.seconds * 1000 };
  const { tasks, there } = await poll(
    { everyMs: POLL_MS, ...limitMs, signal },
    look,
    (seen) => seen.there !== null,
  );
  if (there === null && signal.aborted) throw new PaneError('interrupted', 'interrupted');
  if (there === null) {
    throw new PaneError('timeout', `not there after ${options.seconds} s: ${describe(tasks)}`);
  }
  return there.map(({ view, state: { state, message, exitCode } }) => ({
    name: view.name,
    state,
    message,
    exitCode,
  }));
}
