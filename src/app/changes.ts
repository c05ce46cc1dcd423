/**
 * How far a task's worktree is from its base: for `status --long`, the only place that starts processes for each task.
 */
import { countAhead, countDirty, countLines, type LineCount } from '../git/changes.ts';
import { mergeBase } from '../git/diff.ts';
import type { TaskStatus } from '../reconcile/status.ts';
import type { TaskView } from '../reconcile/view.ts';
import type { Project } from './project.ts';

/** Null for all of them where there is no worktree. */
export async function changesOf(
  project: Project,
  { worktree }: TaskView,
): Promise<Pick<TaskStatus, 'ahead' | 'dirty' | 'lines'>> {
  if (worktree?.path == null) return { ahead: null, dirty: null, lines: null };
  const { runner } = project.scope;
  const [ahead, dirty, lines] = await Promise.all([
    runner.run(countAhead(worktree.path, worktree.stamp.baseRef)),
    runner.run(countDirty(worktree.path)),
    linesOf(project, worktree.path, worktree.stamp.baseRef),
  ]);
  return { ahead, dirty, lines };
}

/** Null where the base is gone, or has nothing in common. */
async function linesOf({ scope }: Project, path: string, base: string): Promise<LineCount | null> {
  // Not git's own --merge-base, which gives up on tags and where there is more than one.
  const parted = await scope.runner.run(mergeBase(path, base));
  return parted === null ? null : await scope.runner.run(countLines(path, parted));
}
