/**
 * Joins desired and observed: for each task what the file wants, its worktree, window and archives, each known or not,
 * so that nobody has to ask again whether git and tmux have answered. Pure.
 */

import { type DesiredTask, differs } from '../config/desired.ts';
import type { TaskName } from '../ids.ts';
import type { MakingRecord } from '../records/stamp.ts';
import { grouped } from './grouped.ts';
import { type Known, known, orNull } from './known.ts';
import type { OurWorktree, Snapshot } from './snapshot.ts';
import { type UnseenAgent, unseenAgentOf } from './unseen-agent.ts';
import { type TaskWindow, windowsOn } from './windows.ts';

export interface JoinedTask {
  readonly name: TaskName;
  /** Null: no longer in the file. */
  readonly desired: DesiredTask | null;
  /** The one that is up, being archived or being restored. */
  readonly worktree: Known<OurWorktree | null>;
  readonly window: Known<TaskWindow | null>;
  /** An agent that runs, or perhaps runs, although tmux shows no window of it. */
  readonly unseen: Known<UnseenAgent | null>;
  readonly making: MakingRecord | null;
  /** Newest first. */
  readonly archives: readonly OurWorktree[];
  /** The process that was at work on it when it was looked at; null: none was. */
  readonly busy: number | null;
}

export function isArchived(worktree: Pick<OurWorktree, 'stamp'>): boolean {
  return worktree.stamp.archive?.step === 'archived';
}

/** The tasks that have a worktree which is not archived. */
export function liveTasks(ours: readonly Pick<OurWorktree, 'stamp'>[]): ReadonlySet<TaskName> {
  return new Set(ours.filter((worktree) => !isArchived(worktree)).map(({ stamp }) => stamp.task));
}

/** Whether it is the archive of this very task: the same branch and prompt, as far as can be known. */
export function isArchiveOf({ stamp }: OurWorktree, task: DesiredTask): boolean {
  // One that no agent is given is no other task's; one that was taken out for a time was given once.
  const isPrompt = (stored: string | null) => !differs(stored, task.hashes.prompt);
  const isSame = isPrompt(stamp.prompt) || (stamp.applied !== null && isPrompt(stamp.applied.prompt ?? null));
  return stamp.branch === task.branch && (task.agent.prompt === 'none' || isSame);
}

export function newestFirst(a: OurWorktree, b: OurWorktree): number {
  return (a.stamp.archive?.at ?? '') < (b.stamp.archive?.at ?? '') ? 1 : -1;
}

/** `down --archive` with its name put it there, and the task has not changed since. */
export function isHeldInArchive({ desired, archives }: Pick<JoinedTask, 'desired' | 'archives'>): boolean {
  const hold = archives[0]?.stamp.hold ?? null;
  return desired !== null && hold !== null && !differs(hold.hash, desired.hash);
}

/** Of one whose worktree can't be known. */
function unknownTask(desired: DesiredTask, why: Known<never>, busy: number | null): JoinedTask {
  const { name } = desired;
  return { name, desired, worktree: why, window: why, unseen: why, making: null, archives: [], busy };
}

/**
 * Each task of the file, in its order, then each orphan. If git could not be asked: only those of the file, of which
 * nothing is known then.
 */
export function joinTasks(desired: readonly DesiredTask[], observed: Snapshot): JoinedTask[] {
  const { git, tmux } = observed;
  const pids = new Map(observed.busy.map(({ task, pid }) => [task, pid]));
  if (!git.known) return desired.map((task) => unknownTask(task, git, pids.get(task.name) ?? null));
  const { ours } = git.value;
  // One that was cut off after its stamp was there has nothing more to say.
  const making = git.value.making.filter((record) => !ours.some(({ stamp }) => stamp.id === record.id));
  const server = orNull(tmux);
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
    const window = worktree === null ? null : windowOf(worktree);
    const unseen = (): UnseenAgent | null =>
      worktree === null || window !== null ? null : unseenAgentOf(worktree, server);
    return {
      name,
      desired: wanted.get(name) ?? null,
      worktree: known(worktree),
      window: tmux.known ? known(window) : tmux,
      unseen: tmux.known ? known(unseen()) : tmux,
      making: making.find(({ task }) => task === name) ?? null,
      archives: (archives.get(name) ?? []).sort(newestFirst),
      busy: pids.get(name) ?? null,
    };
  });
}
