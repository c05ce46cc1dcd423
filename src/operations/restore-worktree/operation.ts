/**
 * `restore-worktree`: brings an archived worktree back to `path`. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import type { FileChange } from '../../config/edit/file-change.ts';
import type { BranchName, TaskName, WorktreeId } from '../../ids.ts';
import type { Archive } from '../../records/stamp.ts';
import { isArchiveOf, isHeldInArchive } from '../../snapshot/joined.ts';
import { restoreRefusal } from '../../snapshot/refused/restore-refusal.ts';
import type { GitSnapshot, OurWorktree } from '../../snapshot/snapshot.ts';
import { type Common, common, type Reason } from '../common.ts';
import type { Definition } from '../definition.ts';
import { conflict, type Due, failed, type Hindrance, returningOf, type Subject } from '../due.ts';
import { inTheWay } from '../in-the-way.ts';

export interface RestoreWorktree extends Common<'restore-worktree'> {
  readonly worktreeId: WorktreeId;
  readonly path: string;
  /** `TASK` or `TASK@ID`: what the user calls it. */
  readonly target: string;
  /** Leaves HEAD detached at its commit. */
  readonly detach: boolean;
  /** A new branch at HEAD's commit; null: HEAD is put back as it was recorded. */
  readonly ontoBranch: BranchName | null;
  /** The task's branch from now on, as the files say it then; null: it stays. */
  readonly branch: BranchName | null;
  /**
   * Of the project's files, made after all that could refuse has been looked at and before anything is moved: they must
   * have the task before anybody finds its worktree. Where they can't be made, nothing is restored.
   */
  readonly edits: readonly FileChange[];
}

export const definition: Definition<RestoreWorktree> = {
  kind: 'restore-worktree',
  needsApproval: true,
  doing: 'restoring the worktree of',
  done: 'restored the worktree of',
  counted: (count) => `${count('worktree')} restored`,
  detail: ({ path }) => path,
  due,
};

/** What a restore by name adds: by default the task's newest archive comes back as it was, and is in the file. */
export type RestoreChoice = Partial<Omit<RestoreWorktree, keyof Common>>;

export function restoreWorktree(
  task: TaskName,
  where: Pick<RestoreWorktree, 'worktreeId' | 'path'>,
  reason: Reason,
  choice: RestoreChoice = {},
): RestoreWorktree {
  const asItWas = { target: task, detach: false, ontoBranch: null, branch: null, edits: [] };
  return { ...common(definition.kind, task, reason), ...asItWas, ...choice, ...where };
}

function due(subject: Subject): Due<RestoreWorktree> {
  const { task, view, worktree, git, isNamed } = subject;
  if (worktree?.stamp.archive?.step === 'restoring') {
    return view.window.known ? finish(worktree, worktree.stamp.archive, subject) : null;
  }
  const archived = returningOf(subject);
  if (archived === null || task.paused) return null;
  const hindrance = inTheWay(subject);
  if (hindrance !== null) return hindrance;
  return isHeldInArchive(view) && !isNamed ? null : bringBack(archived, task, git);
}

/** One that was cut off. */
function finish(
  worktree: OurWorktree,
  { from: path }: Archive,
  { task, git }: Subject,
): RestoreWorktree | Hindrance {
  const refused = restoreRefusal(worktree, git);
  if (refused !== null) return failed(refused);
  const worktreeId = worktree.stamp.id;
  return restoreWorktree(task.name, { worktreeId, path }, { cause: 'continue where it stopped' });
}

/** A task that returns to the file gets its worktree back, if it is still the same task. */
function bringBack(archived: OurWorktree, task: DesiredTask, git: GitSnapshot): RestoreWorktree | Hindrance {
  const { stamp } = archived;
  if (!isArchiveOf(archived, task)) {
    const what = stamp.branch === task.branch ? 'prompt' : 'branch';
    return conflict(
      `an archived task of this name has another ${what}: \`pane restore ${task.name}\` brings it back unchanged, \`pane up --fresh ${task.name}\` starts afresh`,
    );
  }
  const refused = restoreRefusal(archived, git);
  if (refused !== null) return failed(refused);
  const where = { worktreeId: stamp.id, path: task.worktree };
  return restoreWorktree(task.name, where, { cause: 'back in the file' });
}
