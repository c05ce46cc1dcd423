/**
 * The windows of worktrees, by the marks that their panes have. Pure.
 */
import type { StateFile } from '../agents/launcher-files.ts';
import type { PaneId, WindowId } from '../ids.ts';
import type { TmuxPane, TmuxServer } from '../tmux/panes.ts';
import { grouped } from './grouped.ts';
import type { OurWorktree } from './snapshot.ts';

export interface TaskWindow {
  readonly window: WindowId;
  readonly session: string;
  /** The launcher's pane; the first one where the launcher's can't be told. */
  readonly main: PaneId;
  /** The launcher's process is gone, though its pane is still there. */
  readonly dead: boolean;
  readonly panes: readonly TmuxPane[];
}

type Claimed = Pick<OurWorktree, 'stamp' | 'claim'>;

/** Of each worktree its window; null: no window has its mark. */
export function windowsOn(server: TmuxServer | null): (worktree: Claimed) => TaskWindow | null {
  const marked = grouped(server?.panes ?? [], ({ worktreeId }) => worktreeId);
  return ({ stamp, claim }) => windowOf(marked.get(stamp.id) ?? [], claim?.launcher);
}

/** Null: no window has the worktree's mark. */
export function findWindow(server: TmuxServer | null, worktree: Claimed): TaskWindow | null {
  return windowsOn(server)(worktree);
}

/** `marked`: all panes with the worktree's mark. `launcher`: its process. */
function windowOf(marked: readonly TmuxPane[], launcher: number | undefined): TaskWindow | null {
  const [first] = marked;
  if (first === undefined) return null;
  const panes = marked.filter((pane) => pane.window === first.window);
  const main = panes.find((pane) => pane.pid === launcher) ?? panes.find(({ opened }) => opened) ?? first;
  const { window, session, dead } = main;
  return { window, session, main: main.pane, dead, panes };
}

/** Its job has ended, and its window has not come to its shell yet: nothing of the user's can run in it. */
export function hasStopped(launcher: Pick<StateFile, 'state' | 'shell'> | null): boolean {
  return launcher?.state === 'stopped' && launcher.shell === '';
}

/**
 * What runs in any pane of the window but an idle shell; null: nothing, so that the window may be closed
 * once its launcher gave up. `shell`: the name of the one that the launcher leaves behind.
 */
export function programIn(window: TaskWindow, shell: string | undefined): string | null {
  return window.panes.find((pane) => !pane.dead && pane.program !== shell)?.program ?? null;
}
