/**
 * Joins desired and observed: for each task what the file wants, its worktree, window and archives. Pure.
 * The planner and `status` both read this.
 */

import { type DesiredTask, differs } from '../config/desired.ts';
import type { PaneId, TaskName, WindowId } from '../ids.ts';
import type { MakingRecord } from '../records/stamp.ts';
import type { TmuxPane, TmuxServer } from '../tmux/panes.ts';
import type { Observed, OurWorktree } from './observed.ts';

export interface TaskWindow {
  readonly window: WindowId;
  readonly session: string;
  /** The launcher's pane; the first one where the launcher's can't be told. */
  readonly main: PaneId;
  /** The launcher's process is gone, though its pane is still there. */
  readonly dead: boolean;
  readonly panes: readonly TmuxPane[];
}

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

/** Null: no window has the worktree's mark. */
export function findWindow(server: TmuxServer | null, worktree: OurWorktree): TaskWindow | null {
  const panes = server?.panes ?? [];
  return windowOf(
    panes.filter(({ worktreeId }) => worktreeId === worktree.stamp.id),
    worktree,
  );
}

/** `marked`: all panes with the worktree's mark. */
function windowOf(marked: readonly TmuxPane[], worktree: OurWorktree): TaskWindow | null {
  const [first] = marked;
  if (first === undefined) return null;
  const panes = marked.filter((pane) => pane.window === first.window);
  const main =
    panes.find((pane) => pane.pid === worktree.claim?.launcher) ??
    panes.find(({ opened }) => opened) ??
    first;
  const { window, session, dead } = main;
  return { window, session, main: main.pane, dead, panes };
}

/**
 * What runs in any pane of the window but an idle shell; null: nothing, so that the window may be closed
 * once its launcher gave up. `shell`: the name of the one that the launcher leaves behind.
 */
export function programIn(window: TaskWindow, shell: string | undefined): string | null {
  return window.panes.find((pane) => !pane.dead && pane.program !== shell)?.program ?? null;
}

export function isArchived(worktree: OurWorktree): boolean {
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

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
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
  const panes = grouped(server?.panes ?? [], ({ worktreeId }) => worktreeId);
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
      window: worktree === null ? null : windowOf(panes.get(worktree.stamp.id) ?? [], worktree),
      making: making.find(({ task }) => task === name) ?? null,
      archives: (archives.get(name) ?? []).sort(newestFirst),
    };
  });
}
