/**
 * `attach`: to the project's session with plain tmux, or, inside tmux, the client goes there.
 */

import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { endIdleSolos } from '../gate/solo.ts';
import type { ProjectId, WindowId } from '../ids.ts';
import { runInteractive } from '../process/interactive.ts';
import { openRunning } from '../project/open-as-applied.ts';
import { type Project, taskNamed } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { orNull } from '../snapshot/known.ts';
import { observe } from '../snapshot/read/observe.ts';
import { WHERE } from '../snapshot/request.ts';
import { sessionOf } from '../snapshot/session.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { viewTasks } from '../snapshot/view.ts';
import { currentWindow } from '../tmux/pane-input.ts';
import type { TmuxServer } from '../tmux/panes.ts';
import { tmuxArgv, type Verb } from '../tmux/server.ts';
import { makeSolo } from '../tmux/solo.ts';

/** A window, or with none the session as it is. */
export interface Place {
  readonly session: string;
  readonly window: WindowId | null;
}

function placeOf(project: Project, observed: Snapshot, server: TmuxServer, task: string | null): Place {
  if (task !== null) {
    const { name } = taskNamed(project, task);
    // Without git no window is known to be the task's.
    if (!observed.git.known) throw new PaneError('failed', `could not ask git: ${observed.git.reason}`);
    const view = viewTasks(project.desired, observed).find((each) => each.name === name);
    const window = view === undefined ? null : orNull(view.window);
    if (window !== null) return { session: window.session, window: window.window };
    throw new PaneError('failed', `${name} has no window`, { hint: `\`pane up ${name}\` opens it.` });
  }
  const { projectId } = project.scope;
  const { name } = sessionOf(project.scope, observed.tmux);
  const ours = server.panes.filter((pane) => pane.project === projectId);
  const first = ours.find((pane) => pane.session === name) ?? ours[0];
  if (first === undefined) throw nothingToAttach();
  return { session: first.session, window: null };
}

/** Where nobody has chosen another window, the watcher's would be a poor place to land. */
async function besideWatcher(
  { scope }: Project,
  socket: string,
  server: TmuxServer,
  place: Place,
): Promise<Place> {
  const current = await scope.runner.run(currentWindow(socket, place.session));
  const there = server.panes.filter(({ session }) => session === place.session);
  const isWatcher = there.some(({ window, kind }) => window === current && kind === 'watcher');
  const ofTasks = there.filter(({ project, kind }) => project === scope.projectId && kind === 'task');
  const [first] = ofTasks.toSorted((a, b) => a.index - b.index);
  return isWatcher && first !== undefined ? { ...place, window: first.window } : place;
}

function nothingToAttach(): PaneError {
  return new PaneError('failed', 'this project has no open window', { hint: '`pane up` opens them.' });
}

function sharedVerbs({ session, window }: Place, isInside: boolean): Verb[] {
  const select: Verb[] = window === null ? [] : [['select-window', '-t', window]];
  return [...select, [isInside ? 'switch-client' : 'attach-session', '-t', `=${session}:`]];
}

/** With a view of one's own. */
function soloVerbs({ session, window }: Place, name: string, project: ProjectId, isInside: boolean): Verb[] {
  const select: Verb[] = window === null ? [] : [['select-window', '-t', `=${name}:${window}`]];
  return [...makeSolo(session, name, project, isInside), ...select];
}

export async function attach(
  context: Context,
  options: ProjectOptions & { readonly task: string | null; readonly solo: boolean },
): Promise<number> {
  const project = await openRunning(context, options);
  const observed = await observe(project.scope, WHERE, project.worktrees);
  if (!observed.tmux.known) throw new PaneError('failed', `could not ask tmux: ${observed.tmux.reason}`);
  const server = observed.tmux.value;
  if (server === null) throw nothingToAttach();
  const { runner, projectId } = project.scope;
  const named = placeOf(project, observed, server, options.task);
  const place = named.window === null ? await besideWatcher(project, observed.socket, server, named) : named;
  if (!options.solo) return await goTo(context, observed.socket, server, place);
  const endIdle = () => endIdleSolos(runner, observed.socket, projectId);
  await endIdle(); // of a client that was inside tmux, or killed
  try {
    return await goTo(context, observed.socket, server, place, projectId);
  } finally {
    await endIdle();
  }
}

/**
 * Attaches there, or inside tmux takes the client there. `solo`: with a view of one's own, of this project.
 * @returns tmux's exit code
 * @throws {PaneError} without a terminal, and inside another tmux server.
 */
export async function goTo(
  context: Context,
  socket: string,
  server: TmuxServer,
  place: Place,
  solo: ProjectId | null = null,
): Promise<number> {
  const [currentSocket] = (context.env.TMUX ?? '').split(',');
  const isInside = currentSocket !== undefined && currentSocket !== '';
  if (!isInside && !(context.stdinIsTerminal && context.stdoutIsTerminal)) {
    throw new PaneError('usage', 'this command requires a terminal', {
      hint: 'Without one, `pane peek TASK` prints what an agent shows.',
    });
  }
  if (!isInside || currentSocket === server.socketPath) {
    const verbs =
      solo === null
        ? sharedVerbs(place, isInside)
        : soloVerbs(place, `${place.session}-solo-${context.pid}`, solo, isInside);
    return await runTmux(context, socket, verbs);
  }
  throw new PaneError('failed', `the session is on another tmux server, ${server.socketPath}`, {
    hint: 'Detach from this one first, or attach from another terminal.',
  });
}

async function runTmux(context: Context, socket: string, verbs: readonly Verb[]): Promise<number> {
  return await runInteractive({ file: 'tmux', argv: tmuxArgv(socket, verbs), env: context.env });
}
