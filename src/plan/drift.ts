/**
 * Where a live task differs from the file. Pure.
 */
import { CONCERNS, type DesiredTask, differs, hasPrompt } from '../config/desired.ts';
import type { KeyOfConcern } from '../config/keys/task-keys.ts';
import { sourceOf } from '../snapshot/base-task.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import type { Plan } from './notice.ts';
import { join, tell } from './parts.ts';

/** Whether its base is the branch of the task that the file names: by its name, or it has another one since. */
function isSameSource(
  { stamp: { baseTask: made } }: OurWorktree,
  { baseTask }: DesiredTask,
  ours: readonly OurWorktree[],
): boolean {
  if (made === undefined) return true;
  if (made === null || baseTask === null) return made === baseTask;
  return made.name === baseTask || made.id === sourceOf(baseTask, ours)?.stamp.id;
}

/** What a worktree is made with, and can't be changed afterwards. */
function fixedDrift(worktree: OurWorktree, task: DesiredTask, ours: readonly OurWorktree[]): string[] {
  const { stamp, path } = worktree;
  const isAsMade: Readonly<Record<KeyOfConcern<'worktree'>, boolean>> = {
    branch: stamp.branch === task.branch,
    base: stamp.base === task.base && isSameSource(worktree, task, ours),
    worktree: path === null || path === task.worktree,
  };
  return Object.entries(isAsMade).flatMap(([name, isSame]) => (isSame ? [] : [name]));
}

function appliedDrift(worktree: OurWorktree, task: DesiredTask): string[] {
  const { applied } = worktree.stamp;
  if (applied === null) return [];
  const concerns = CONCERNS.filter((concern) => concern !== 'prompt' || hasPrompt(task));
  return concerns.filter((concern) => differs(applied[concern], task.hashes[concern]));
}

/** The concerns in which the live task differs from the file, in a fixed order. `ours`: the worktrees of all tasks. */
export function driftOf(worktree: OurWorktree, task: DesiredTask, ours: readonly OurWorktree[]): string[] {
  return [...appliedDrift(worktree, task), ...fixedDrift(worktree, task, ours)];
}

/** `ours`: the worktrees of all tasks. */
export function driftNotices(
  worktree: OurWorktree,
  task: DesiredTask,
  ours: readonly OurWorktree[],
  hasWindow: boolean,
): Plan {
  const applied = appliedDrift(worktree, task);
  const fixed = fixedDrift(worktree, task, ours);
  const others = applied.filter((concern) => concern !== 'prompt');
  const lines = [
    ...(fixed.length === 0
      ? []
      : [
          `${fixed.join(', ')} changed in the file: run \`pane archive ${task.name}\`, then add the task again`,
        ]),
    ...(applied.includes('prompt') && hasWindow
      ? [`prompt changed; \`pane restart --prompt ${task.name}\` gives it to the agent`]
      : []),
    ...(others.length > 0 && hasWindow
      ? [`${others.join(', ')} changed; \`pane restart ${task.name}\` applies it`]
      : []),
  ];
  return join(...lines.map((line) => tell('drift', task.name, line)));
}
