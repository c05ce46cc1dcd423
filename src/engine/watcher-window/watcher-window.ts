/**
 * How the watcher is started in a window of its own, and how it is stopped.
 */
import { join } from 'node:path';
import { messageOf, PaneError } from '../../errors.ts';
import { lockHolder, underLock } from '../../gate/lock.ts';
import { endWatcher } from '../../gate/processes.ts';
import { closeListed } from '../../gate/window.ts';
import { homeOf } from '../../git/repository.ts';
import { openInSession } from '../../operations/open-in-session.ts';
import { passedEnvironment } from '../../operations/window-environment.ts';
import type { Notice } from '../../plan/notice.ts';
import { poll } from '../../poll.ts';
import { loginEnvironment, UNSET_ONE_CALL } from '../../process/environment.ts';
import { rowsOf } from '../../process/table.ts';
import { type Applying, applyContextOf } from '../../project/carry-out/applying.ts';
import { directoryOf, writeNote } from '../../project/notes.ts';
import type { Project } from '../../project/project.ts';
import { fallenFile, forgetFallen, isWatched } from '../../project/watcher/watcher-note.ts';
import { watcherLock, watcherStartLock } from '../../records/store.ts';
import { shellQuote, shellWords } from '../../shell-words.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { othersIn, tellStaying } from '../../tmux/other-panes.ts';
import { askServer, type TmuxPane, type TmuxServer } from '../../tmux/panes.ts';
import type { Socket } from '../../tmux/server.ts';
import loop from './watcher-loop.sh';

const POLL_MS = 25;
/** For Node to begin, on a machine that is busy. */
const START_MS = 10_000;
/** How often a window is looked at whose watcher has not begun: that is a call of tmux. */
const LOOK_MS = 1_000;
/** A step is ended with patience: what survives a hang-up has 12 s, twice. */
const END_MS = 60_000;
const TELL_MS = 1_000;
/** For the shell of a window that was closed: it ends at once. */
const CLOSE_MS = 10_000;

/** Of the terminal that it runs in. */
const OF_ITS_WINDOW = ['TERM', 'COLORTERM'];
/** What `pane` itself reads. */
const OF_PANE = ['PANE_TMUX_SOCKET', 'PANE_ANSWER_TIMEOUT'];

/**
 * The watcher opens windows with the environment that `up` would have: a window of tmux has the server's, so
 * it is handed on by a file that only the user can read, not by arguments that everybody can.
 */
function watcherScript(project: Project): string {
  const { context, scope } = project;
  const given = Object.entries(loginEnvironment(context.env)).filter(
    ([name]) => !OF_ITS_WINDOW.includes(name),
  );
  const own = OF_PANE.map((name) => [name, context.env[name]] as const).filter(
    ([, value]) => value !== undefined,
  );
  const all = { ...Object.fromEntries([...given, ...own]), ...passedEnvironment(scope) };
  const exports = Object.entries(all).map(([name, value]) => `export ${name}=${shellQuote(value ?? '')}`);
  const where = homeOf(scope.repository);
  const argv = [
    context.program.node,
    context.program.script,
    '-C',
    where,
    '-f',
    scope.config.files.project,
    'watch',
  ];
  const fallen = `fallen=${shellQuote(fallenFile(project))}`;
  return [UNSET_ONE_CALL, ...exports, fallen, `set -- ${shellWords(argv)}`, loop].join('\n');
}

function watcherPanes({ scope }: Project, server: TmuxServer | null): TmuxPane[] {
  const panes = server?.panes ?? [];
  return panes.filter((pane) => pane.kind === 'watcher' && pane.project === scope.projectId);
}

interface Closed {
  /** How many windows are left whose watcher has not ended. */
  readonly left: number;
  /** Panes that the user opened beside a watcher: they stay. */
  readonly staying: readonly TmuxPane[];
}

/** Closes the watcher's windows; `dead`: only those whose watcher has ended. */
async function closeWindows(project: Project, socket: Socket, which: 'all' | 'dead'): Promise<Closed> {
  const { runner } = project.scope;
  const server = await askServer(runner, socket);
  const panes = watcherPanes(project, server);
  const kept = new Set(
    panes.flatMap(({ window, opened, dead }) => (which === 'dead' && opened && !dead ? [window] : [])),
  );
  const leaving = panes.filter(({ window }) => !kept.has(window));
  const staying = othersIn(leaving);
  const closing = leaving.filter((pane) => !staying.includes(pane));
  await closeListed(runner, socket, server, closing, { option: '@pane_kind', value: 'watcher' });
  await untilEnded(
    project,
    closing.filter(({ dead }) => !dead).map(({ pid }) => pid),
  );
  return { left: kept.size, staying };
}

/** Until then the shell of a window may start its watcher again. What it has started gets its hang-up when it ends. */
async function untilEnded({ context: { signal } }: Project, shells: readonly number[]): Promise<void> {
  const haveEnded = () => rowsOf(shells).every(({ zombie }) => zombie);
  if (await poll({ everyMs: POLL_MS, limitMs: CLOSE_MS, signal }, haveEnded)) return;
  if (signal.aborted)
    throw new PaneError('interrupted', 'interrupted while closing the window of the watcher');
  throw new PaneError('failed', `its shell, process ${shells.join(', ')}, has not ended with its window`);
}

async function whileNobodyStarts<T>(
  { context: { pid, signal }, scope }: Project,
  work: () => Promise<T>,
  orWithout = false,
): Promise<T> {
  const lock = watcherStartLock(scope.repository.common, scope.projectId);
  return await underLock(lock, { pid, signal, orWithout }, work);
}

export interface WatcherStart {
  readonly watcher: 'started' | 'running' | 'off';
  /** Why it is off. */
  readonly notices: readonly Notice[];
}

/**
 * Starts the watcher in a window named `pane` of the session, unless one runs or another call has just done
 * that, and waits until it has begun. What keeps it from that is told, not thrown: what `up` has done by then
 * is to be reported all the same.
 */
export async function startWatcher(applying: Applying, observed: Snapshot): Promise<WatcherStart> {
  const { project, socket } = applying;
  if (!observed.tmux.known) return { watcher: 'off', notices: [] }; // the plan has told that
  try {
    return await whileNobodyStarts(project, async () => {
      const watcher = await openUnlessOpen(applying);
      const fault = await faultOfStart(project, socket);
      return fault === null ? { watcher, notices: [] } : off(fault);
    });
  } catch (error) {
    return off(`the watcher was not started: ${messageOf(error)}`);
  }
}

function off(message: string): WatcherStart {
  return { watcher: 'off', notices: [{ kind: 'failed', message }] };
}

/** The caller holds the lock of the start. */
async function openUnlessOpen(applying: Applying): Promise<'started' | 'running'> {
  const { project, socket } = applying;
  if (isWatched(project)) return 'running';
  if ((await closeWindows(project, socket, 'dead')).left > 0) return 'running';
  await forgetFallen(project);
  await writeNote(project, 'sh', watcherScript(project));
  await openInSession(applyContextOf(applying), {
    name: 'pane',
    kind: 'watcher',
    worktreeId: null,
    task: '',
    log: null,
    shown: null,
    argv: ['sh', join(directoryOf(project), `${project.scope.projectId}.sh`)],
    panes: [],
  });
  return 'started';
}

/** Waits until the watcher in the window that is open has begun. Returns why it has not, null: it has. */
async function faultOfStart(project: Project, socket: Socket): Promise<string | null> {
  let lookedMs = 0;
  const look = async (waitedMs: number): Promise<'begun' | 'ended' | null> => {
    if (isWatched(project)) return 'begun';
    if (waitedMs - lookedMs <= LOOK_MS) return null;
    lookedMs = waitedMs;
    const panes = watcherPanes(project, await askServer(project.scope.runner, socket));
    return panes.some(({ opened, dead }) => opened && !dead) ? null : 'ended';
  };
  const { signal } = project.context;
  const outcome = await poll({ everyMs: POLL_MS, limitMs: START_MS, signal }, look);
  if (outcome === 'ended') return 'the watcher ended at once; `pane watch` shows why';
  if (outcome === 'begun' || signal.aborted) return null; // its window is open, and nobody waits for it any more
  return `the watcher has not started after ${START_MS / 1000} s: check the window \`pane\``;
}

/**
 * Asks the watcher to end, wherever it runs, and waits until it has: it finishes the step that it is at.
 * @returns false: none ran
 * @throws {PaneError} `conflict` where it can't be told, `failed` where it does not end, `interrupted`
 */
export async function endRunningWatcher(project: Project): Promise<boolean> {
  const { context, scope } = project;
  const lock = watcherLock(scope.repository.common, scope.projectId);
  const holder = lockHolder(lock);
  if (holder === null) return false;
  endWatcher(holder);
  const who = `the watcher, process ${holder.pid}`;
  const { signal } = context;
  let told = false;
  const hasEnded = (waitedMs: number): boolean => {
    if (lockHolder(lock)?.pid !== holder.pid) return true;
    if (waitedMs > TELL_MS && !told) context.stderr(`waiting for ${who}, to finish its current step\n`);
    told ||= waitedMs > TELL_MS;
    return false;
  };
  if (await poll({ everyMs: POLL_MS, limitMs: END_MS, signal }, hasEnded)) return true;
  if (signal.aborted) throw new PaneError('interrupted', `interrupted while ending ${who}`);
  throw new PaneError('failed', `${who}, is still working after ${END_MS / 1000} s`, {
    hint: 'It ends after its current step. Then run the command again.',
  });
}

export interface WatcherClosed {
  /** A watcher was ended here: what it did meanwhile is to be looked at. */
  readonly met: boolean;
  /** What stays open of its windows. */
  readonly notices: readonly Notice[];
}

/**
 * Closes the watcher's windows, once it has ended. The window of one that fell starts it again: one that has begun
 * since is ended too.
 * @throws {PaneError} as `endRunningWatcher`
 */
export async function closeWatcherWindows(project: Project, socket: Socket): Promise<WatcherClosed> {
  const close = async (): Promise<WatcherClosed> => {
    // Before its window is closed: with the hang-up a second signal would cut its step off.
    const wasMet = await endRunningWatcher(project);
    // One that has just ended may not be dead yet for tmux; where none runs, and none is started, all have.
    const { staying } = await closeWindows(project, socket, 'all');
    // The last that a window has started: their shells have ended.
    const isMet = await endRunningWatcher(project);
    const notices = tellStaying(staying).map((message): Notice => ({ kind: 'warning', message }));
    return { met: wasMet || isMet, notices };
  };
  return await whileNobodyStarts(project, close, true);
}
