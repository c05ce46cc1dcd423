/** `next`: goes to the next window whose agent waits for the user. */

import type { Context } from '../context.ts';
import { assertAsked } from '../project/asked.ts';
import { openRunning } from '../project/open-as-applied.ts';
import type { ProjectOptions } from '../project/types.ts';
import { orNull } from '../snapshot/known.ts';
import type { TaskState } from '../snapshot/status.ts';
import type { TaskInState } from '../snapshot/view.ts';
import { observeTasks } from '../talk/task-pane.ts';
import { currentWindow } from '../tmux/pane-input.ts';
import { goTo } from './attach.ts';

export interface Next {
  /** It stands after the session's current window; else before it, or is that one. */
  readonly isLater: boolean;
  /** @returns the exit code */
  readonly go: () => Promise<number>;
}

/** Nothing goes on there until the user does something. */
export const NEEDS_USER: readonly TaskState[] = ['waiting', 'stuck'];
export const NOBODY_WAITS = 'no agent waits for you or is stuck\n';

/** The first that waits after `current`, else the first of all; null: none waits. */
function nextAfter(
  tasks: readonly TaskInState[],
  current: string | null,
): { readonly task: TaskInState; readonly isLater: boolean } | null {
  const at = tasks.findIndex(({ view }) => current !== null && orNull(view.window)?.window === current);
  const waits = ({ view, state }: TaskInState): boolean =>
    orNull(view.window) !== null && NEEDS_USER.includes(state.state);
  const later = tasks.slice(at + 1).find(waits);
  if (later !== undefined) return { task: later, isLater: true };
  const first = tasks.find(waits);
  return first === undefined ? null : { task: first, isLater: false };
}

/** Null: no agent waits for the user. */
export async function findNext(context: Context, options: ProjectOptions): Promise<Next | null> {
  const project = await openRunning(context, options);
  const { observed, tasks } = await observeTasks(project, null);
  const { server } = assertAsked(observed);
  const [first] = tasks.flatMap(({ view }) => orNull(view.window) ?? []);
  const current =
    first === undefined
      ? null
      : await project.scope.runner.run(currentWindow(observed.socket, first.session));
  const next = nextAfter(tasks, current);
  const window = next === null ? null : orNull(next.task.view.window);
  if (next === null || server === null || window === null) return null;
  return { isLater: next.isLater, go: () => goTo(context, observed.socket, server, window) };
}

/** @returns the exit code */
export async function next(context: Context, options: ProjectOptions): Promise<number> {
  const found = await findNext(context, options);
  if (found !== null) return await found.go();
  context.stderr(NOBODY_WAITS);
  return 0;
}
