/** `path`: where a task's worktree lies. */

import type { DesiredTask } from '../config/desired.ts';
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { parsePaneId } from '../ids.ts';
import { isArchived } from '../snapshot/joined.ts';
import { describeMissing } from '../snapshot/missing.ts';
import { WITH_HEAD } from '../snapshot/request.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import { worktreeOfPane } from '../tmux/pane-input.ts';
import { openRunning } from './open-as-applied.ts';
import { askOurWorktrees } from './our-worktrees.ts';
import { type Project, taskNamed } from './project.ts';
import type { ProjectOptions } from './types.ts';

/** The id in the mark of the window that the command is run in; null: it is in none of ours. */
async function idOfWindow({ context, scope }: Project): Promise<string | null> {
  const { TMUX: place = '', TMUX_PANE: pane = '' } = context.env;
  const [socket = ''] = place.split(',');
  const id = parsePaneId(pane);
  return socket === '' || id === null ? null : await scope.runner.run(worktreeOfPane(socket, id));
}

/** The task in whose worktree, else in whose window, the command is run. @throws {PaneError} `usage` elsewhere */
async function taskHere(project: Project, ours: readonly OurWorktree[]): Promise<DesiredTask> {
  const live = ours.filter(({ stamp }) => stamp.archive === null);
  const { scope, context } = project;
  const withId = (id: string | null | undefined) => live.find(({ stamp }) => stamp.id === id);
  const here =
    live.find(({ path }) => path !== null && path === scope.repository.top) ??
    withId(context.env.PANE_ID) ??
    withId(await idOfWindow(project));
  if (here !== undefined) return taskNamed(project, here.stamp.task);
  throw new PaneError('usage', "name a task: this is not a task's worktree or window", {
    hint: '`pane status` lists the tasks.',
  });
}

/**
 * `name`: null: the task in whose worktree or window the command is run.
 * @throws {PaneError} `failed` where the task has no worktree, `usage` where there is no such task.
 */
export async function worktreeOf(
  project: Project,
  name: string | null,
): Promise<OurWorktree & { readonly path: string }> {
  const named = name === null ? null : taskNamed(project, name);
  const ours = await askOurWorktrees(project, WITH_HEAD);
  const task = named ?? (await taskHere(project, ours));
  const worktree = ours.find((each) => each.stamp.task === task.name && !isArchived(each));
  if (worktree !== undefined && worktree.path === null && worktree.stamp.archive === null) {
    const { message, way } = describeMissing(worktree);
    throw new PaneError('failed', message, { hint: `To fix this: ${way}.` });
  }
  if (worktree?.path == null || worktree.stamp.archive !== null) {
    throw new PaneError('failed', `${task.name} has no worktree`, {
      hint: `\`pane up ${task.name}\` makes it.`,
    });
  }
  return { ...worktree, path: worktree.path };
}

export async function worktreePath(
  context: Context,
  options: ProjectOptions & { readonly task: string | null },
): Promise<{ readonly task: string; readonly worktree: string }> {
  const { stamp, path } = await worktreeOf(await openRunning(context, options), options.task);
  return { task: stamp.task, worktree: path };
}
