/**
 * Joins desired and observed: for each task what the file wants, its worktree, window and archives. Pure.
 * The planner and `status` both read this.
 */

import { type DesiredTask, differs } from '../config/desired.ts';
import type { TaskName } from '../ids.ts';
import type { MakingRecord } from '../records/stamp.ts';
import { grouped } from './grouped.ts';
import type { Observed, OurWorktree } from './observed.ts';
import { type TaskWindow, windowsOn } from './windows.ts';

export interface TaskView {
  readonly name: TaskName;
  /** Null: no longer in the file. */
  readonly desired: DesiredTask | null;
  /** The one that is up, being archived or being restored. */
  readonly worktree: OurWorktree | null;
  readonly window: TaskWindow | null;
  readonly making: MakingRecord | null;
  /** Newest first. */
  readonly archives: readonly OurWorktree[];
}

export function isArchived(worktree: Pick<OurWorktree, 'stamp'>): boolean {
  return worktree.stamp.archive?.step === 'archived';
}

/** Whether it is the archive of this very task: the same branch and prompt, as far as can be known. */
export function isArchiveOf({ stamp }: OurWorktree, task: DesiredTask): boolean {
  // One that no agent is given is no other task's; one that was taken out for a time was given once.
  const isPrompt = (stored: string | null) => !differs(stored, task.hashes.prompt);
  const isSame = isPrompt(stamp.prompt) || (stamp.applied !== null && isPrompt(stamp.applied.prompt ?? null));
  return stamp.branch === task.branch && (task.agent.prompt === 'none' || isSame);
}

function newestFirst(a: OurWorktree, b: OurWorktree): number {
  return (a.stamp.archive?.at ?? '') < (b.stamp.archive?.at ?? '') ? 1 : -1;
}

/** `down --archive` with its name put it there, and the task has not changed since. */
export function isHeldInArchive({ desired, archives }: Pick<TaskView, 'desired' | 'archives'>): boolean {
  const hold = archives[0]?.stamp.hold ?? null;
  return desired !== null && hold !== null && !differs(hold.hash, desired.hash);
}

/** Of one whose worktree can't be known: `stateOf` tells that it is `unknown`. */
function unknownView(desired: DesiredTask): TaskView {
  return { name: desired.name, desired, worktree: null, window: null, making: null, archives: [] };
}

/**
 * One view for each task of the file, in its order, then one for each orphan. If git could not be asked:
 * only those of the file, with nothing but that.
 */
export function viewTasks(desired: readonly DesiredTask[], observed: Observed): TaskView[] {
  if (!observed.git.asked) return desired.map(unknownView);
  const { ours } = observed.git.value;
  // One that was cut off after its stamp was there has nothing more to say.
  const making = observed.git.value.making.filter(
    (record) => !ours.some(({ stamp }) => stamp.id === record.id),
  );
  const server = observed.tmux.asked ? observed.tmux.value : null;
  const windowOf = windowsOn(server);
  const wanted = new Map(desired.map((task) => [task.name, task]));
  const live = ours.filter((worktree) => !isArchived(worktree));
  // In the midst of a rename it has the name that the file has.
  const nameOf = ({ stamp: { task, rename } }: OurWorktree): TaskName =>
    rename !== undefined && wanted.has(rename) && !wanted.has(task) ? rename : task;
  const worktrees = grouped(live, nameOf);
  const archives = grouped(ours.filter(isArchived), ({ stamp }) => stamp.task);
  const names = new Set([...wanted.keys(), ...live.map(nameOf), ...making.map(({ task }) => task)]);
  return [...names].map((name) => {
    const worktree = worktrees.get(name)?.[0] ?? null;
    return {
      name,
      desired: wanted.get(name) ?? null,
      worktree,
      window: worktree === null ? null : windowOf(worktree),
      making: making.find(({ task }) => task === name) ?? null,
      archives: (archives.get(name) ?? []).sort(newestFirst),
    };
  });
}
