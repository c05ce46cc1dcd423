/**
 * How far a task's worktree is from its base: for `status --long`, the only place that starts processes for each task.
 */
import { countAhead, countDirty, countLines, type LineCount } from '../git/changes.ts';
import { mergeBase } from '../git/diff.ts';
import { isLinkedTo } from '../git/worktrees.ts';
import type { TaskStatus } from '../reconcile/status.ts';
import type { TaskView } from '../reconcile/view.ts';
import type { Project } from './project.ts';

type Changes = Pick<TaskStatus, 'ahead' | 'dirty' | 'lines'>;

const NONE: Changes = { ahead: null, dirty: null, lines: null };

/** Null for all of them where there is no worktree. */
export async function changesOf(project: Project, { worktree }: TaskView): Promise<Changes> {
  if (worktree?.path == null) return NONE;
  return await countChanges(project, worktree.path, worktree.stamp.baseRef).catch((error: unknown) => {
    if (worktree.path !== null && isLinkedTo(worktree.path, worktree.admin)) throw error;
    return NONE; // it was archived while git was asked
  });
}

async function countChanges(project: Project, path: string, base: string): Promise<Changes> {
  const { runner } = project.scope;
  const [ahead, dirty, lines] = await Promise.all([
    runner.run(countAhead(path, base)),
    runner.run(countDirty(path)),
    linesOf(project, path, base),
  ]);
  return { ahead, dirty, lines };
}

/** Null where the base is gone, or has nothing in common. */
async function linesOf({ scope }: Project, path: string, base: string): Promise<LineCount | null> {
  // Not git's own --merge-base, which gives up on tags and where there is more than one.
  const parted = await scope.runner.run(mergeBase(path, base));
  return parted === null ? null : await scope.runner.run(countLines(path, parted));
}
