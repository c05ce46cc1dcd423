/**
 * What the user runs in a worktree that is about to be moved away under it, in panes that `pane` did not open.
 */

import { PaneError } from '../../errors.ts';
import { realPathIfThere } from '../../git/small-file.ts';
import { isWithin } from '../../paths.ts';
import { isShell, scriptOf } from '../../process/shells.ts';
import { argumentsOf, carries, directoryOf, processTable, type Row } from '../../process/table.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import { holderOf } from '../../snapshot/unseen-agent.ts';
import { findWindow } from '../../snapshot/windows.ts';
import { othersIn } from '../../tmux/other-panes.ts';
import { listDirectories } from '../../tmux/pane-directories.ts';
import { askServer, type TmuxPane } from '../../tmux/panes.ts';
import { isAllGone } from '../../tmux/server.ts';
import type { ApplyContext } from '../apply-context.ts';
import { worksInWorktree } from './operation.ts';

interface BusyPane {
  readonly pane: TmuxPane;
  /** The names of what works in the worktree. */
  readonly programs: readonly string[];
}

export interface AtWork {
  /** In the task's window. */
  readonly here: readonly TmuxPane[];
  /** In any other window: one that was the task's, mostly. */
  readonly elsewhere: readonly BusyPane[];
  /** The task's own, which the user moved to another window. */
  readonly moved: readonly TmuxPane[];
}

const NOBODY: AtWork = { here: [], elsewhere: [], moved: [] };

/** Those of others whose program in the foreground, as far as tmux can tell, is in the worktree. */
async function panesWithin(
  { scope: { runner }, socket }: ApplyContext,
  { stamp }: OurWorktree,
  panes: readonly TmuxPane[],
  top: string,
): Promise<TmuxPane[]> {
  const directories = await runner.run(listDirectories(socket)).catch((error: unknown) => {
    if (isAllGone(error)) return new Map<TmuxPane['pane'], string>();
    throw error;
  });
  const others = othersIn(panes).filter(({ worktreeId }) => worktreeId !== stamp.id);
  return others.filter(({ pane }) => isWithin(directories.get(pane) ?? '/', top));
}

interface Process extends Row {
  /** What the user would call it; null: a shell that waits, which goes along with its directory. */
  readonly program: string | null;
  /** It works in the worktree; where its directory can't be told, it does as its pane does. */
  readonly isThere: boolean;
  /** The task's own. */
  readonly isOurs: boolean;
}

/** All that runs in these panes. Each pane's first process leads a session. */
function processesOf(panes: readonly TmuxPane[], { stamp, claim }: OurWorktree, top: string): Process[] {
  const leaders = new Set(panes.map(({ pid }) => pid));
  const rows = processTable().filter((row) => leaders.has(row.session) && !row.zombie);
  const commandLines = argumentsOf(rows.filter(({ name }) => isShell(name)).map(({ pid }) => pid));
  const holder = claim === null ? null : holderOf(claim);
  return rows.map((row) => {
    const { pid, name } = row;
    const words = commandLines.get(pid) ?? [];
    const isLauncher = holder?.liveness === 'alive' && holder.pid === pid;
    return {
      ...row,
      program: isShell(name) ? scriptOf(words) : name,
      isThere: isWithin(directoryOf(pid) ?? top, top),
      // A launcher has the id in its command line, all that it starts has it in the environment.
      isOurs: isLauncher || words.includes(stamp.id) || carries(pid, 'PANE_ID', stamp.id),
    };
  });
}

/** The names of what works in the worktree, of all that runs in one pane. */
function programsAtWork(session: readonly Process[]): string[] {
  // tmux starts what it is given by `sh -c`, which stays beside the user's shell.
  const isBesideShell = ({ pid, session: leader, name }: Process) =>
    pid === leader && isShell(name) && session.some((each) => each.parent === pid && each.program === null);
  return session
    .filter((each) => each.isThere && !each.isOurs && !isBesideShell(each))
    .flatMap(({ program }) => program ?? []);
}

export async function findAtWork(context: ApplyContext, worktree: OurWorktree): Promise<AtWork> {
  const server = await askServer(context.scope.runner, context.socket);
  if (server === null || server.panes.length === 0 || worktree.path === null) return NOBODY;
  const top = realPathIfThere(worktree.path) ?? worktree.path;
  const here = othersIn(findWindow(server, worktree)?.panes ?? []);
  const within = await panesWithin(context, worktree, server.panes, top);
  if (within.length === 0) return { ...NOBODY, here };
  const processes = processesOf(within, worktree, top);
  const isOurs = (pane: TmuxPane) => processes.some((each) => each.pid === pane.pid && each.isOurs);
  const elsewhere = within.flatMap((pane): BusyPane[] => {
    const session = processes.filter((each) => each.session === pane.pid);
    // Where this very command was typed, nothing is in its way.
    if (isOurs(pane) || session.some(({ pid }) => pid === context.pid)) return [];
    const programs = programsAtWork(session);
    return programs.length === 0 ? [] : [{ pane, programs }];
  });
  return { here, elsewhere, moved: within.filter(isOurs) };
}

/** @throws {PaneError} `conflict` with the programs and the ways out */
export function assertAlone({ stamp }: OurWorktree, { here, elsewhere }: AtWork): void {
  const [first] = elsewhere;
  if (here.length === 0 && first === undefined) return;
  const { message, wayOut } = worksInWorktree(stamp.task, here);
  const names = [...new Set(elsewhere.flatMap(({ programs }) => programs))].join(', ');
  const place = `in window ${first?.pane.window} of session ${first?.pane.session}`;
  const told = here.length > 0 ? message : `${names} still runs in this worktree, ${place}`;
  throw new PaneError('conflict', told, { hint: `${wayOut}.` });
}
