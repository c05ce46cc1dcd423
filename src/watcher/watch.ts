/**
 * The watcher: keeps the project in step with its file until it is told to stop. Level-triggered: an event
 * only wakes it, each look is at everything again.
 */

import { messageOf, PaneError } from '../errors.ts';
import type { PaneEvent } from '../events/event.ts';
import { lockLeft, takeLockIfFree } from '../gate/lock.ts';
import { KINDS, loadEffects } from '../operations/kinds.ts';
import type { ProcessIdentity } from '../process/identity.ts';
import { approveProject } from '../project/carry-out/approval.ts';
import { type FollowedContext, tell, tellEnd, warningEvent } from '../project/carry-out/tell.ts';
import { openAsApplied } from '../project/open-as-applied.ts';
import { openProject, type Project } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import type { WatcherNote } from '../project/watcher/watcher-codec.ts';
import {
  forgetFallen,
  isStartedAgain,
  lastSeenOf,
  lookFile,
  touchWatcherNote,
  writeWatcherNote,
} from '../project/watcher/watcher-note.ts';
import { wakeFile, watcherLock } from '../records/store.ts';
import { watchAgents } from './agents.ts';
import { openEvents } from './events.ts';
import { nextDue } from './guards.ts';
import { showHold } from './hold-in-window.ts';
import { look, type Memory } from './look.ts';
import { filesOf, readFingerprint, rest } from './rest.ts';
import { NO_FAILURES } from './retry.ts';

/** A look at least this often, for what no file tells: windows that were closed, servers that ended. */
const RESYNC_MS = 5_000;
/** While an agent is getting ready for its prompt. */
const READY_MS = 500;
/** Editors and git write in several steps. */
const QUIET_MS = 100;

export interface WatchRequest extends ProjectOptions {
  /** Approve what the file runs as it is at the start. */
  readonly trust: boolean;
}

/** @returns the exit code when it was told to stop. @throws {PaneError} `conflict` where one runs already. */
export async function watch(context: FollowedContext, options: WatchRequest): Promise<number> {
  const project = await openWatched(context, options);
  const { repository, projectId } = project.scope;
  const place = watcherLock(repository.common, projectId);
  const lost = lockLeft(place);
  const lock = await takeLockIfFree(place, context.pid);
  if (lock === null) {
    throw new PaneError('conflict', 'a watcher of this project is already running', {
      hint: '`pane status` shows it.',
    });
  }
  const file = project.scope.config.files.project;
  const broken = new AbortController();
  const signal = AbortSignal.any([context.signal, broken.signal]);
  const memory: Memory = {
    project,
    missing: new Map(),
    socket: null,
    server: null,
    prompts: 'none',
    failures: NO_FAILURES,
    told: new Map(),
    hasApplied: false,
    agents: watchAgents(
      signal,
      wakeFile(repository.common, projectId),
      () => memory.project,
      (error) => broken.abort(error),
    ),
  };
  const since = new Date().toISOString();
  const note = noteTaker(() => memory.project);
  const events = openEvents(signal, { quietMs: QUIET_MS });
  let shown = false;
  try {
    if (options.trust) await approveProject(project, { trust: true, asks: false });
    await forgetFallen(project);
    tell(project, beginning(project, lost));
    await loadEffects(KINDS);
    while (!signal.aborted) {
      const { holding, isHeld, fingerprint, moment } = await look(context, { file }, memory);
      const isNoted = await note({ pid: context.pid, since, holding: [...holding] });
      if (isHeld !== shown) await showHold(memory.project, isHeld);
      shown = isHeld;
      events.follow([...filesOf(memory.project), lookFile(memory.project)]);
      const { archiveAfterMs } = memory.project.scope.config;
      const due = nextDue(memory.missing, performance.now(), archiveAfterMs);
      const isUnchanged = async () =>
        isNoted &&
        fingerprint !== null &&
        fingerprint === (await readFingerprint(memory, memory.agents.drawn));
      const most = memory.prompts === 'soon' ? READY_MS : RESYNC_MS;
      await rest(events, { everyMs: Math.min(most, due ?? most), until: moment }, isUnchanged);
    }
    broken.signal.throwIfAborted();
    tell(project, [{ kind: 'watcher-stopped', outcome: 'ended', error: null }]);
    return 0;
  } catch (error) {
    tell(project, [{ kind: 'watcher-stopped', outcome: 'failed', error: messageOf(error) }]);
    throw error;
  } finally {
    tellEnd(project);
    await events.close();
    await memory.agents.close();
    await lock.release();
  }
}

/** Started again by its window, it may come upon a file that somebody is editing. */
async function openWatched(context: FollowedContext, options: ProjectOptions): Promise<Project> {
  return await openProject(context, options).catch(async (error: unknown) => {
    const project = await openAsApplied(context, options);
    if (isStartedAgain(project, context.pid)) return project;
    throw error;
  });
}

/** The watcher before this one, if it could not tell that it ended, and this one. */
function beginning(project: Project, lost: ProcessIdentity | null): PaneEvent[] {
  const started: PaneEvent = { kind: 'watcher-started', file: project.scope.config.files.project };
  if (lost === null) return [started];
  const error = `the previous watcher, process ${lost.pid}, was killed or crashed`;
  const lastSeen = lastSeenOf(project, lost.pid);
  return [{ kind: 'watcher-stopped', outcome: 'lost', error, lastSeen }, started];
}

/** Writes the note for `status`. What can't be written (false) is told once, and tried again at each look. */
function noteTaker(project: () => Project): (note: WatcherNote) => Promise<boolean> {
  let written = '';
  let told = '';
  return async (note) => {
    const text = JSON.stringify(note);
    if (text === written) {
      await touchWatcherNote(project());
      return true;
    }
    try {
      await writeWatcherNote(project(), note);
      written = text;
      told = '';
      return true;
    } catch (error) {
      const failure = `\`status\` is not up to date: ${messageOf(error)}`;
      if (failure !== told) tell(project(), [warningEvent(failure)]);
      told = failure;
      return false;
    }
  };
}
