/**
 * Where a live task differs from the file. Pure.
 */
import { CONCERNS, type DesiredTask, differs, hasPrompt } from '../config/desired.ts';
import type { KeyOfConcern } from '../config/keys/task-keys.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import type { Plan } from './notice.ts';
import { join, tell } from './parts.ts';

/** What a worktree is made with, and can't be changed afterwards. */
function fixedDrift(worktree: OurWorktree, task: DesiredTask): string[] {
  const { stamp, path } = worktree;
  const isAsMade: Readonly<Record<KeyOfConcern<'worktree'>, boolean>> = {
    branch: stamp.branch === task.branch,
    base: stamp.base === task.base,
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

/** The concerns in which the live task differs from the file, in a fixed order. */
export function driftOf(worktree: OurWorktree, task: DesiredTask): string[] {
  return [...appliedDrift(worktree, task), ...fixedDrift(worktree, task)];
}

export function driftNotices(worktree: OurWorktree, task: DesiredTask, hasWindow: boolean): Plan {
  const applied = appliedDrift(worktree, task);
  const fixed = fixedDrift(worktree, task);
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
