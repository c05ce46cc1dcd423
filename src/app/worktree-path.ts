/** `path`: where a task's worktree lies. */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { observe } from '../reconcile/observe.ts';
import type { OurWorktree } from '../reconcile/observed.ts';
import { viewTasks } from '../reconcile/view.ts';
import { openRunning } from './open-as-applied.ts';
import { type Project, taskNamed } from './project.ts';
import type { ProjectOptions } from './types.ts';

/** @throws {PaneError} `failed` where the task has no worktree. */
export async function worktreeOf(
  project: Project,
  name: string,
): Promise<OurWorktree & { readonly path: string }> {
  const task = taskNamed(project, name);
  const observed = await observe(project.scope, project.worktrees);
  if (!observed.git.asked) throw new PaneError('failed', `git could not be asked: ${observed.git.reason}`);
  const worktree = viewTasks(project.desired, observed).find((view) => view.name === task.name)?.worktree;
  if (worktree?.path == null || worktree.stamp.archive !== null) {
    throw new PaneError('failed', `${task.name} has no worktree`, {
      hint: `\`pane up ${task.name}\` makes it.`,
    });
  }
  return { ...worktree, path: worktree.path };
}

export async function worktreePath(
  context: Context,
  options: ProjectOptions & { readonly task: string },
): Promise<string> {
  return (await worktreeOf(await openRunning(context, options), options.task)).path;
}
