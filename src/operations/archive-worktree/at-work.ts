/**
 * What the user runs in a worktree that is about to be moved away under it, in panes that `pane` did not open.
 */

import { PaneError } from '../../errors.ts';
import { realPathIfThere } from '../../git/small-file.ts';
import { isWithin } from '../../paths.ts';
import { processTable } from '../../process/table.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import { findWindow } from '../../snapshot/windows.ts';
import { othersIn, programsIn } from '../../tmux/other-panes.ts';
import { listDirectories } from '../../tmux/pane-directories.ts';
import { askServer, type TmuxPane } from '../../tmux/panes.ts';
import { isServerGone } from '../../tmux/server.ts';
import type { ApplyContext } from '../apply-context.ts';
import { worksInWorktree } from './operation.ts';

export interface AtWork {
  /** In the task's window. */
  readonly here: readonly TmuxPane[];
  /** In any other window: one that was the task's, mostly. */
  readonly elsewhere: readonly TmuxPane[];
}

const SHELL = /^-?(sh|ash|bash|dash|ksh|mksh|zsh|csh|tcsh|fish|nu|elvish|xonsh|pwsh)$/;

/** Nothing is lost where a shell waits, which goes along with its directory, or where this very command was typed. */
function isIdle({ pid }: TmuxPane, context: ApplyContext): boolean {
  const session = processTable().filter((row) => row.session === pid && !row.zombie);
  return session.every(({ name }) => SHELL.test(name)) || session.some((row) => row.pid === context.pid);
}

export async function findAtWork(context: ApplyContext, worktree: OurWorktree): Promise<AtWork> {
  const { runner } = context.scope;
  const server = await askServer(runner, context.socket);
  if (server === null || server.panes.length === 0 || worktree.path === null)
    return { here: [], elsewhere: [] };
  const directories = await runner.run(listDirectories(context.socket)).catch((error: unknown) => {
    if (isServerGone(error)) return new Map<TmuxPane['pane'], string>();
    throw error;
  });
  const top = realPathIfThere(worktree.path) ?? worktree.path;
  const others = othersIn(server.panes).filter(({ worktreeId }) => worktreeId !== worktree.stamp.id);
  const within = others.filter(({ pane }) => isWithin(directories.get(pane) ?? '/', top));
  return {
    here: othersIn(findWindow(server, worktree)?.panes ?? []),
    elsewhere: within.filter((pane) => !isIdle(pane, context)),
  };
}

/** @throws {PaneError} `conflict` with the programs and the ways out */
export function assertAlone({ stamp }: OurWorktree, { here, elsewhere }: AtWork): void {
  const [first] = elsewhere;
  if (here.length === 0 && first === undefined) return;
  const { message, wayOut } = worksInWorktree(stamp.task, here.length > 0 ? here : elsewhere);
  const place = `in window ${first?.window} of session ${first?.session}`;
  const told = here.length > 0 ? message : `${programsIn(elsewhere)} still runs in this worktree, ${place}`;
  throw new PaneError('conflict', told, { hint: `${wayOut}.` });
}
