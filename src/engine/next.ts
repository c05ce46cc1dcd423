/** `next`: goes to the next window whose agent waits for the user. */

import type { Context } from '../context.ts';
import { assertAsked } from '../project/asked.ts';
import { openRunning } from '../project/open-as-applied.ts';
import type { ProjectOptions } from '../project/types.ts';
import { orNull } from '../snapshot/known.ts';
import type { TaskInState } from '../snapshot/view.ts';
import { observeTasks } from '../talk/task-pane.ts';
import { currentWindow } from '../tmux/pane-input.ts';
import { goTo } from './attach.ts';

/** The first that waits after `current`, else the first of all; null: none waits. */
function nextAfter(tasks: readonly TaskInState[], current: string | null): TaskInState | null {
  const at = tasks.findIndex(({ view }) => current !== null && orNull(view.window)?.window === current);
  const inTurn = [...tasks.slice(at + 1), ...tasks.slice(0, at + 1)];
  return inTurn.find(({ view, state }) => orNull(view.window) !== null && state.state === 'waiting') ?? null;
}

/** @returns the exit code */
export async function next(context: Context, options: ProjectOptions): Promise<number> {
  const project = await openRunning(context, options);
  const { observed, tasks } = await observeTasks(project, null);
  const { server } = assertAsked(observed);
  const [first] = tasks.flatMap(({ view }) => orNull(view.window) ?? []);
  const current =
    first === undefined
      ? null
      : await project.scope.runner.run(currentWindow(observed.socket, first.session));
  const next = nextAfter(tasks, current);
  const window = next === null ? null : orNull(next.view.window);
  if (server === null || window === null) {
    context.stderr('no agent is waiting for you\n');
    return 0;
  }
  return await goTo(context, observed.socket, server, window);
}
