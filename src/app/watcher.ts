/**
 * How the watcher is started in a window of its own, and how it is stopped.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { shellQuote } from '../agents/quote.ts';
import { PaneError } from '../errors.ts';
import { lockHolder, takeLock } from '../gate/lock.ts';
import { endWatcher } from '../gate/processes.ts';
import { closeWindow } from '../gate/window.ts';
import type { Runner } from '../process/command.ts';
import type { ProcessIdentity } from '../process/identity.ts';
import { openInSession } from '../reconcile/apply-window.ts';
import type { Observed } from '../reconcile/observed.ts';
import { watcherLock, watcherStartLock } from '../reconcile/store.ts';
import { passedEnvironment } from '../reconcile/window-environment.ts';
import { askServer } from '../tmux/panes.ts';
import type { Socket } from '../tmux/server.ts';
import { type Applying, applyContextOf } from './applying.ts';
import { directoryOf, writeNote } from './notes.ts';
import type { Project } from './project.ts';
import { isWatched } from './watcher-note.ts';

const KEPT =
  /^(HOME|USER|LOGNAME|LANG|LC_\w+|XDG_\w+|TZ|TMPDIR|TMUX_TMPDIR|PANE_TMUX_SOCKET|SSH_AUTH_SOCK|GIT_\w+)$/;

/**
 * The watcher opens windows with the environment that `up` would have: a window of tmux has the server's, so
 * it is handed on by a file that only the user can read, not by arguments that everybody can.
 */
function watcherScript(project: Project): string {
  const { context, scope } = project;
  const env = Object.entries(context.env).filter(([name]) => KEPT.test(name));
  const all = { ...Object.fromEntries(env), ...passedEnvironment(scope) };
  const exports = Object.entries(all).map(([name, value]) => `export ${name}=${shellQuote(value ?? '')}`);
  const where = scope.repository.main ?? scope.repository.common;
  const argv = [
    context.program.node,
    context.program.script,
    '-C',
    where,
    '-f',
    scope.config.files.project,
    'watch',
  ];
  return [...exports, `exec ${argv.map(shellQuote).join(' ')}`, ''].join('\n');
}

/** Closes the watcher's windows; `dead`: only those whose watcher has ended. @returns how many are left */
async function closeWatcherWindows(
  runner: Runner,
  socket: Socket,
  project: Project,
  which: 'all' | 'dead',
): Promise<number> {
  const server = await askServer(runner, socket);
  const ours = (server?.panes ?? []).filter(
    (pane) => pane.kind === 'watcher' && pane.project === project.scope.projectId,
  );
  const kept = new Set(ours.flatMap(({ window, dead }) => (which === 'dead' && !dead ? [window] : [])));
  for (const window of new Set(ours.map((pane) => pane.window))) {
    if (kept.has(window)) continue;
    await closeWindow(runner, socket, window, { option: '@pane_kind', value: 'watcher' });
  }
  return kept.size;
}

/** Starts the watcher in a window named `pane` of the session, unless another call has just done that. */
export async function startWatcher(applying: Applying, observed: Observed): Promise<'started' | 'running'> {
  const { context, scope } = applying.project;
  if (!observed.tmux.asked) throw new PaneError('failed', `tmux could not be asked: ${observed.tmux.reason}`);
  const lock = await takeLock(watcherStartLock(scope.repository.common, scope.projectId), context);
  try {
    return await openUnlessOpen(applying);
  } finally {
    await lock.release();
  }
}

/** The caller holds the lock of the start. */
async function openUnlessOpen(applying: Applying): Promise<'started' | 'running'> {
  const { project, socket } = applying;
  const { runner, projectId } = project.scope;
  if (await isWatched(project)) return 'running';
  if ((await closeWatcherWindows(runner, socket, project, 'dead')) > 0) return 'running';
  await writeNote(project, 'sh', watcherScript(project));
  await openInSession(applyContextOf(applying), {
    name: 'pane',
    kind: 'watcher',
    worktreeId: null,
    task: '',
    argv: ['sh', join(directoryOf(project), `${projectId}.sh`)],
    panes: [],
  });
  return 'started';
}

async function waitUntilFree(lock: string, holder: ProcessIdentity): Promise<void> {
  for (let waited = 0; (await lockHolder(lock))?.pid === holder.pid; waited += 25) {
    if (waited > 10_000) throw new PaneError('failed', `the watcher, process ${holder.pid}, does not end`);
    await delay(25);
  }
}

/** Ends the watcher, wherever it runs, and closes its window. */
export async function stopWatcher(project: Project, socket: Socket): Promise<void> {
  const { runner, repository, projectId } = project.scope;
  const lock = watcherLock(repository.common, projectId);
  const holder = await lockHolder(lock);
  if (holder !== null) {
    endWatcher(holder);
    await waitUntilFree(lock, holder);
  }
  await closeWatcherWindows(runner, socket, project, 'all');
}
