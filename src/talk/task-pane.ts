/**
 * The states of tasks and the pane of one: what everything that talks to agents begins with.
 */

import { PaneError } from '../errors.ts';
import type { TaskName } from '../ids.ts';
import { assertAsked } from '../project/asked.ts';
import { type Project, taskNamed } from '../project/project.ts';
import { observeSettled } from '../project/settled/settled.ts';
import { orNull } from '../snapshot/known.ts';
import { observe } from '../snapshot/read/observe.ts';
import { FOR_STATES, WHERE } from '../snapshot/request.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { inState, type TaskInState, type TaskView, viewTasks } from '../snapshot/view.ts';
import type { SeenPane } from '../tmux/pane-input.ts';
import { recordSeen } from './record-seen.ts';

export interface Seen {
  readonly observed: Snapshot;
  /** In the order of the file. */
  readonly tasks: readonly TaskInState[];
}

/** What these tasks of the file are doing now; null: all of them. */
export async function observeTasks(project: Project, names: ReadonlySet<TaskName> | null): Promise<Seen> {
  const observed = await observeSettled(project, { request: FOR_STATES, known: null, tasks: names });
  const views = viewTasks(project.desired, observed).filter(
    ({ name, desired }) => desired !== null && (names?.has(name) ?? true),
  );
  const tasks = views.map(inState);
  await recordSeen(project, observed.socket, tasks);
  return { observed, tasks };
}

/** Where a task's agent is drawn, as it was when the states were found. */
export interface TaskPane extends SeenPane {
  readonly socket: string;
}

/** @throws {PaneError} `failed` where the task has no window. */
export function paneOf(socket: string, { name, ...view }: TaskView): TaskPane {
  const worktree = orNull(view.worktree);
  const window = orNull(view.window);
  if (worktree !== null && window !== null) {
    const main = window.panes.find(({ pane }) => pane === window.main);
    const { reported = '', reportedSince = 0 } = main ?? {};
    return { socket, pane: window.main, worktreeId: worktree.stamp.id, reported, reportedSince };
  }
  throw new PaneError('failed', `${name} has no window`, { hint: `\`pane up ${name}\` opens it.` });
}

/** The pane of the task of that name. @throws {PaneError} also where git or tmux could not be asked. */
export async function findTaskPane(project: Project, task: string): Promise<TaskPane> {
  const { name } = taskNamed(project, task);
  const observed = await observe(project.scope, WHERE);
  assertAsked(observed);
  const view = viewTasks(project.desired, observed).find((each) => each.name === name);
  if (view === undefined) throw new PaneError('failed', `${name} has no window`);
  return paneOf(observed.socket, view);
}
