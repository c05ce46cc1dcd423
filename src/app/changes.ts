/**
 * How far a task's worktree is from its base: for `status --long`, the only place that starts processes for each task.
 */
import { countAhead, countDirty } from '../git/changes.ts';
import type { TaskView } from '../reconcile/view.ts';
import type { Project } from './project.ts';

/** Null for both where there is no worktree. */
export async function changesOf(
  project: Project,
  { worktree }: TaskView,
): Promise<{ readonly ahead: number | null; readonly dirty: number | null }> {
  if (worktree?.path == null) return { ahead: null, dirty: null };
  const { runner } = project.scope;
  const [ahead, dirty] = await Promise.all([
    runner.run(countAhead(worktree.path, worktree.stamp.baseRef)),
    runner.run(countDirty(worktree.path)),
  ]);
  return { ahead, dirty };
}
