/**
 * `archive-worktree`: moves the worktree into `.archive`, or finishes such a move. Pure.
 */
import type { TaskName, WorktreeId } from '../../ids.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import { programsIn } from '../../tmux/other-panes.ts';
import type { TmuxPane } from '../../tmux/panes.ts';
import { type Common, common, type Reason } from '../common.ts';
import type { Definition } from '../definition.ts';
import type { Due, Subject } from '../due.ts';

export interface ArchiveWorktree extends Common<'archive-worktree'> {
  readonly worktreeId: WorktreeId;
  readonly path: string;
  /** Takes back a restore that was cut off; where it has gone on since, nothing is done. */
  readonly cancelsRestore: boolean;
  /** The hash of the task that is to stay in the archive until it changes or is named; null: it comes back with the file. */
  readonly hold: string | null;
  /** Ends what runs in panes of its window that `pane` did not open, which else is a conflict. */
  readonly allPanes: boolean;
}

export const definition: Definition<ArchiveWorktree> = {
  kind: 'archive-worktree',
  needsApproval: false,
  doing: 'archiving',
  done: 'archived',
  counted: (count) => `${count('task')} archived`,
  detail: ({ path }) => path,
  due,
  makesRoom: true,
};

export interface ArchiveParts {
  readonly path: string;
  readonly hold?: string | null;
  readonly allPanes?: boolean;
}

/** What is being restored goes back into the archive. */
export function archiveWorktree(
  task: TaskName,
  { stamp }: Pick<OurWorktree, 'stamp'>,
  { path, hold = null, allPanes = false }: ArchiveParts,
  reason: Reason,
): ArchiveWorktree {
  const cancelsRestore = stamp.archive?.step === 'restoring';
  const worktreeId = stamp.id;
  return { ...common(definition.kind, task, reason), worktreeId, path, cancelsRestore, hold, allPanes };
}

/** One that was begun is finished first; the rest follows at the next look. */
function due({ task, view, worktree }: Subject): Due<ArchiveWorktree> {
  const archive = worktree?.stamp.archive ?? null;
  if (!view.window.known || worktree === null || archive?.step !== 'archiving') return null;
  const { hold } = worktree.stamp;
  const parts = { path: archive.from, hold: hold?.reason === 'down' ? hold.hash : null };
  return archiveWorktree(task.name, worktree, parts, { cause: 'continue where it stopped' });
}

/** Why a worktree can't be archived in which a program of the user's is at work, and the ways out. */
export function worksInWorktree(
  task: TaskName,
  others: readonly TmuxPane[],
): { readonly message: string; readonly wayOut: string } {
  return {
    message: `you opened a pane in its window, where ${programsIn(others)} still runs in this worktree`,
    wayOut: `Close it, or run \`pane archive --all-panes ${task}\` to end it too`,
  };
}
