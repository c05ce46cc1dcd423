/**
 * What a look may have caught in the midst of a change: git's side and tmux's are read one after the other. Pure.
 */
import type { TaskName } from '../ids.ts';
import { strayNotices } from '../plan/stray.ts';
import type { Observed, OurWorktree } from '../snapshot/observed.ts';
import { holderOf, isOutOfReach } from '../snapshot/runs-unseen.ts';
import { isUndelivered } from '../snapshot/state.ts';
import type { TaskView } from '../snapshot/view.ts';

/** An agent without a window that is perhaps about to end: its window was closed, or its server killed. */
function isEnding({ worktree, window }: TaskView, { tmux }: Pick<Observed, 'tmux'>): boolean {
  const claim = worktree?.claim ?? null;
  if (claim === null || window !== null || !tmux.asked || holderOf(claim).liveness !== 'alive') return false;
  // A server whose socket another one has taken over is mostly about to end too.
  return !isOutOfReach(claim, { tmux }) || claim.socket === tmux.value?.socketPath;
}

function isPromptInDoubt(worktree: OurWorktree, { window }: TaskView): boolean {
  return worktree.stamp.archive === null && isUndelivered(worktree, window?.dead ?? true);
}

/** Its launcher is dead, and has not said that its agent ended: as while a window is being closed. */
function isCutOff(worktree: OurWorktree, { window }: TaskView): boolean {
  return window?.dead === true && !['exited', 'failed'].includes(worktree.launcher?.state ?? '');
}

/** Whether a second look may well show something else: a worktree or a window that was just being made or closed. */
function isDoubtful(view: TaskView, observed: Pick<Observed, 'git' | 'tmux'>): boolean {
  const { desired, worktree } = view;
  if (worktree !== null)
    return isEnding(view, observed) || isCutOff(worktree, view) || isPromptInDoubt(worktree, view);
  if (desired === null || desired.paused || !observed.git.asked) return false;
  return observed.git.value.occupied.includes(desired.worktree);
}

/** A task of which a second look may well show something else. */
export interface Doubt {
  readonly task: TaskName;
  /** Its agent runs without a window: it needs nobody to end. */
  readonly isEnding: boolean;
}

/** `views`: those that are meant. */
export function doubtsOf(views: readonly TaskView[], observed: Observed): Doubt[] {
  const unsure = views
    .filter((view) => isDoubtful(view, observed))
    .map((view) => ({ task: view.name, isEnding: isEnding(view, observed) }));
  // A window whose worktree was not there yet when git's side was read.
  const strays = strayNotices(observed).flatMap(({ task }) => task ?? []);
  return [...unsure, ...strays.map((task) => ({ task, isEnding: false }))];
}
