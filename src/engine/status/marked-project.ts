/**
 * One project as the windows of a tmux server lead to it: by their marks to its repository, and there by files
 * to what `status` tells. What can't be known that way is told as unknown.
 */
import type { Config } from '../../config/config.ts';
import type { Context } from '../../context.ts';
import { messageOf, PaneError } from '../../errors.ts';
import { homeOf, type Repository } from '../../git/repository.ts';
import { realPathIfThere } from '../../git/small-file.ts';
import type { WindowId } from '../../ids.ts';
import type { NoteOwner } from '../../project/notes.ts';
import { openAsAppliedIn } from '../../project/open-as-applied.ts';
import type { Project } from '../../project/project.ts';
import type { Busy } from '../../project/settled/settle.ts';
import { readWatcher, watcherStatus } from '../../project/watcher/watcher-note.ts';
import { decodePlace, type Place } from '../../records/place.ts';
import { projectIdOf } from '../../records/project-id.ts';
import { shellWords } from '../../shell-words.ts';
import { nowSeconds } from '../../snapshot/clock.ts';
import { type JoinedTask, joinTasks } from '../../snapshot/joined.ts';
import { known, orNull } from '../../snapshot/known.ts';
import { configNameOf } from '../../snapshot/read/observe.ts';
import { observeFiles } from '../../snapshot/read/observe-files.ts';
import { FOR_STATUS, NOT_ASKED } from '../../snapshot/request.ts';
import { sessionOf } from '../../snapshot/session.ts';
import { type GitSnapshot, oursIn, type Screens, type Snapshot } from '../../snapshot/snapshot.ts';
import type { MarkedProject, TaskStatus } from '../../snapshot/status.ts';
import { unknownStatus } from '../../snapshot/unknown-status.ts';
import { lookOf, stateIn, viewTasks } from '../../snapshot/view.ts';
import type { TmuxPane, TmuxServer } from '../../tmux/panes.ts';
import { formatCount } from '../../ui/quantity.ts';
import { archivedStatus, taskStatus } from './task-status.ts';

/** What its files tell. */
interface Known {
  readonly owner: NoteOwner;
  readonly file: string;
  readonly git: GitSnapshot;
  readonly observed: Snapshot;
  /** Null: its file can't be used, for the reason in `fault`. */
  readonly project: Project | null;
  readonly fault: string;
  readonly tasks: readonly JoinedTask[];
}

export interface Found {
  /** All of one project's, its watcher's among them. */
  readonly panes: readonly TmuxPane[];
  /** Null: nothing but its windows, if it has any, is known, for the reason in `reason`. */
  readonly known: Known | null;
  readonly reason: string;
}

/** Marks can be set by whoever may speak to the server, so the id must be the hash of what they name. */
function placeOf(panes: readonly TmuxPane[]): Place | null {
  for (const { place, project } of panes) {
    const decoded = decodePlace(place);
    if (decoded !== null && projectIdOf(decoded, decoded.file) === project) return decoded;
  }
  return null;
}

/** `server`: null: none runs on the socket. */
async function look(
  context: Context,
  socket: string,
  server: TmuxServer | null,
  { common, main, file }: Place,
): Promise<Known> {
  const repository = { common, main, top: null };
  const projectId = projectIdOf(repository, file);
  const owner = { scope: { repository, projectId } };
  const place = { ...owner.scope, configName: configNameOf(repository, file) };
  const tmux = known(server);
  const git = observeFiles(place, tmux, FOR_STATUS);
  const observed: Snapshot = {
    projectId,
    socket,
    git: known(git),
    tmux,
    bases: {},
    screens: NOT_ASKED,
    changes: NOT_ASKED,
    now: nowSeconds(),
    busy: [],
  };
  try {
    const project = await openAsAppliedIn({ repository, worktrees: [] }, context, file);
    if (project.scope.projectId !== projectId)
      throw new PaneError('failed', `${file} has changed in the meantime`);
    const tasks = joinTasks(project.desired, observed);
    return { owner, file, git, observed, project, fault: '', tasks };
  } catch (error) {
    if (!(error instanceof PaneError)) throw error;
    return {
      owner,
      file,
      git,
      observed,
      project: null,
      fault: error.message,
      tasks: joinTasks([], observed),
    };
  }
}

/** What the panes of one project lead to. */
export async function findMarked(
  context: Context,
  server: TmuxServer,
  panes: Found['panes'],
): Promise<Found> {
  const unknown = (reason: string): Found => ({ panes, known: null, reason });
  const place = placeOf(panes);
  if (place === null) return unknown('its marks lead to no repository');
  try {
    if (realPathIfThere(place.common) === null) return unknown(`its repository ${place.common} is gone`);
    return { panes, known: await look(context, server.socketPath, server, place), reason: '' };
  } catch (error) {
    return unknown(messageOf(error));
  }
}

/**
 * A project that has no window on the server. Null: nothing is left of it, or its repository was moved, where the next
 * `up` makes it known again. One that can't be read costs nothing of the others.
 */
export async function findIndexed(
  context: Context,
  socket: string,
  server: TmuxServer | null,
  place: Place,
): Promise<Found | null> {
  try {
    if (realPathIfThere(place.common) === null) return null;
    const known = await look(context, socket, server, place);
    const isLeft = known.project !== null || known.tasks.length > 0;
    return isLeft ? { panes: [], known, reason: '' } : null;
  } catch (error) {
    return {
      panes: [],
      known: null,
      reason: `the project of ${place.file} can't be read: ${messageOf(error)}`,
    };
  }
}

/** With what is known of those at work on its tasks. */
export function withBusy(found: Found, busy: readonly Busy[]): Found {
  const { known } = found;
  if (known === null) return found;
  const own = busy.filter(({ owner }) => owner === known.owner);
  const ofTasks = own.map(({ task, pid }) => ({ task, pid }));
  return { ...found, known: { ...known, observed: { ...known.observed, busy: ofTasks } } };
}

function windowsOf(panes: readonly TmuxPane[]): TmuxPane[] {
  const first = new Map<WindowId, TmuxPane>();
  for (const pane of panes) if (pane.kind === 'task' && !first.has(pane.window)) first.set(pane.window, pane);
  return [...first.values()];
}

/** A window that is marked as a task's, and of which nothing else is known. */
function unknownTask({ task, window, pane }: TmuxPane, message: string): TaskStatus {
  return { ...unknownStatus(task), message, window, pane };
}

export interface MarkedLook {
  readonly socket: string;
  readonly screens: Screens;
  /** Unix time in seconds. */
  readonly now: number;
  readonly long: boolean;
}

function describeUnknown(panes: Found['panes'], reason: string, { socket }: MarkedLook): MarkedProject {
  const session = panes[0]?.session ?? '';
  return {
    project: session,
    session,
    socket,
    file: null,
    root: null,
    tasks: windowsOf(panes).map((pane) => unknownTask(pane, reason)),
    orphans: [],
    archived: [],
    watcher: null,
    pending: null,
    warnings: panes.length === 0 ? [reason] : [], // else the rows tell it
  };
}

/** Hosts are asked by the commands of their project alone: with all projects it would take as long as the slowest of all. */
function notAsked({ elsewhere, files }: Config, repository: Repository): string[] {
  if (elsewhere.length === 0) return [];
  const hosts = elsewhere.map(({ name, tasks }) => `${name} (${formatCount(tasks.length, 'task')})`);
  const asking = shellWords(['pane', '-C', homeOf(repository), 'status', '-f', files.project]);
  return [`hosts were not asked: ${hosts.join(', ')}; \`${asking}\` does`];
}

async function describeKnown(panes: Found['panes'], known: Known, at: MarkedLook): Promise<MarkedProject> {
  const { project, git, owner, file } = known;
  const observed = { ...known.observed, screens: at.screens, now: at.now };
  const views = viewTasks(project?.desired ?? [], observed);
  const rows = views.map((view) => {
    const look = lookOf(view, at.screens, at.now);
    return { view, row: taskStatus(view, stateIn(view), { look, long: at.long, ours: oursIn(observed) }) };
  });
  const ofFile = rows.filter(({ view }) => view.desired !== null);
  const others = rows.filter(({ view }) => view.desired === null && orNull(view.worktree) !== null);
  const shown = new Set(views.map(({ window }) => orNull(window)?.window));
  const leftOver = windowsOf(panes).filter(({ window }) => !shown.has(window));
  // Without its file nobody can tell which tasks have left it.
  const [tasks, orphans] = project === null ? [others, []] : [ofFile, others];
  const config = project?.scope.config;
  const session = panes[0]?.session ?? '';
  return {
    project: config?.project ?? git.ours[0]?.stamp.project ?? session,
    session: project === null ? session : sessionOf(project.scope, observed.tmux).name,
    socket: at.socket,
    file,
    root: owner.scope.repository.main,
    tasks: [
      ...tasks.map(({ row }) => row),
      ...leftOver.map((pane) => unknownTask(pane, 'its worktree is gone')),
    ],
    orphans: orphans.map(({ row }) => row),
    archived: git.ours.flatMap(archivedStatus),
    watcher: watcherStatus(owner, readWatcher(owner), views),
    pending: null,
    warnings: [
      ...(project === null ? [`its file can't be used: ${known.fault}`] : []),
      ...(project?.fault == null ? [] : [project.fault]),
      ...(config === undefined ? [] : notAsked(config, owner.scope.repository)),
    ],
  };
}

/** What `status` tells of a project, as far as it is known. */
export async function describeMarked(
  { panes, known, reason }: Found,
  at: MarkedLook,
): Promise<MarkedProject> {
  if (known === null) return describeUnknown(panes, reason, at);
  try {
    return await describeKnown(panes, known, at);
  } catch (error) {
    return describeUnknown(panes, messageOf(error), at);
  }
}
