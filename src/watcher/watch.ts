/**
 * The watcher: keeps the project in step with its file until it is told to stop. Level-triggered: an event
 * only wakes it, each look is at everything again.
 */

import { messageOf, PaneError } from '../errors.ts';
import { takeLockIfFree } from '../gate/lock.ts';
import { approveProject } from '../project/approval.ts';
import { openProject, type Project } from '../project/project.ts';
import type { FollowedContext } from '../project/tell.ts';
import type { WatcherNote } from '../project/watcher-codec.ts';
import { lookFile, writeWatcherNote } from '../project/watcher-note.ts';
import { wakeFile, watcherLock } from '../records/store.ts';
import { watchAgents } from './agents.ts';
import { nextDue } from './decide.ts';
import { openEvents } from './events.ts';
import { look, type Memory, type WatchOptions } from './look.ts';
import { filesOf, readFingerprint, rest } from './rest.ts';
import { NO_FAILURES } from './retry.ts';
import { showHold } from './sign.ts';

/** A look at least this often, for what no file tells: windows that were closed, servers that ended. */
const RESYNC_MS = 5_000;
/** While an agent is getting ready for its prompt. */
const READY_MS = 500;
/** Editors and git write in several steps. */
const QUIET_MS = 100;

/** @returns the exit code when it was told to stop. @throws {PaneError} `conflict` where one runs already. */
export async function watch(context: FollowedContext, options: WatchOptions): Promise<number> {
  const project = await openProject(context, options);
  const { repository, projectId } = project.scope;
  const lock = await takeLockIfFree(watcherLock(repository.common, projectId), context.pid);
  if (lock === null) {
    throw new PaneError('conflict', 'a watcher of this project runs already', {
      hint: '`pane status` names it.',
    });
  }
  const file = project.scope.config.files.project;
  const memory: Memory = {
    project,
    missing: new Map(),
    socket: null,
    windows: 0,
    prompts: 'none',
    failures: NO_FAILURES,
    told: new Set(),
    agents: watchAgents(
      context.signal,
      wakeFile(repository.common, projectId),
      () => memory.project,
      options.onEvent,
    ),
  };
  const since = new Date().toISOString();
  const note = noteTaker(() => memory.project, options.onEvent);
  const events = openEvents(context.signal, { quietMs: QUIET_MS });
  let shown = false;
  try {
    if (options.trust) await approveProject(project, { trust: true, asks: false });
    options.onEvent(`watching ${file}`);
    while (!context.signal.aborted) {
      const { holding, isHeld, fingerprint } = await look(context, { ...options, file }, memory);
      const isNoted = await note({ pid: context.pid, since, holding: [...holding] });
      if (isHeld !== shown) await showHold(memory.project, isHeld);
      shown = isHeld;
      events.follow([...filesOf(memory.project), lookFile(memory.project)]);
      const { archiveAfterMs } = memory.project.scope.config;
      const due = nextDue(memory.missing, Date.now(), archiveAfterMs);
      const isUnchanged = async () =>
        isNoted &&
        fingerprint !== null &&
        fingerprint === (await readFingerprint(memory, memory.agents.drawn));
      const most = memory.prompts === 'soon' ? READY_MS : RESYNC_MS;
      await rest(events, Math.min(most, due ?? most), isUnchanged);
    }
    options.onEvent('stopped');
    return 0;
  } finally {
    await events.close();
    await memory.agents.close();
    await lock.release();
  }
}

/** Writes the note for `status`. What can't be written (false) is told once, and tried again at each look. */
function noteTaker(
  project: () => Project,
  onEvent: WatchOptions['onEvent'],
): (note: WatcherNote) => Promise<boolean> {
  let written = '';
  let told = '';
  return async (note) => {
    const text = JSON.stringify(note);
    if (text === written) return true;
    try {
      await writeWatcherNote(project(), note);
      written = text;
      told = '';
      return true;
    } catch (error) {
      const failure = `\`status\` is not up to date: ${messageOf(error)}`;
      if (failure !== told) onEvent(failure);
      told = failure;
      return false;
    }
  };
}
