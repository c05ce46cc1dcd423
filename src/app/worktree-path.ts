/** `path`: where a task's worktree lies. */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { observeWorktrees } from '../reconcile/observe.ts';
import type { OurWorktree } from '../reconcile/observed.ts';
import { isArchived } from '../reconcile/view.ts';
import { openRunning } from './open-as-applied.ts';
import { type Project, taskNamed } from './project.ts';
import type { ProjectOptions } from './types.ts';

/** @throws {PaneError} `failed` where the task has no worktree. */
export async function worktreeOf(
  project: Project,
  name: string,
): Promise<OurWorktree & { readonly path: string }> {
  const task = taskNamed(project, name);
  const git = await observeWorktrees(project.scope, project.worktrees);
  if (!git.asked) throw new PaneError('failed', `could not ask git: ${git.reason}`);
  const worktree = git.value.ours.find((each) => each.stamp.task === task.name && !isArchived(each));
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
