/**
 * What the watcher tells of itself, and whether one runs.
 */
import { statSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { lockHolder } from '../../gate/lock.ts';
import { changedAtIfThere } from '../../git/small-file.ts';
import { leftAtOnce } from '../../plan/plan-removals.ts';
import type { Renames } from '../../plan/policy.ts';
import { rowsOf } from '../../process/table.ts';
import { watcherLock } from '../../records/store.ts';
import { orNull } from '../../snapshot/known.ts';
import type { ProjectStatus } from '../../snapshot/status.ts';
import type { TaskView } from '../../snapshot/view.ts';
import { readKeptHold } from '../applied/kept-hold.ts';
import { hasNote, type NoteOwner, pathOf, readNote, removeNote, writeNote } from '../notes.ts';
import { type Holding, parseWatcherNote, type WatcherNote } from './watcher-codec.ts';

/** Written where somebody has done what the watcher is to see at once. */
const LOOK = 'look';

/** The file of that, for the watcher to follow. */
export function lookFile(project: NoteOwner): string {
  return pathOf(project, LOOK);
}

/**
 * Written by the watcher's window where its watcher fell: `again` with the number of the window's shell, `ended` or
 * `failed` (`engine/watcher-window/watcher-loop.sh`).
 */
const FALLEN = 'fallen';

/** The file of that. */
export function fallenFile(project: NoteOwner): string {
  return pathOf(project, FALLEN);
}

/** The window of a watcher that fell has started this process in its place. A shell that was killed leaves its word behind. */
export function isStartedAgain(project: NoteOwner, pid: number): boolean {
  const shell = /^again (\d+)$/.exec(readNote(project, FALLEN)?.trim() ?? '')?.[1];
  return shell !== undefined && rowsOf([pid])[0]?.parent === Number(shell);
}

/** Where no watcher runs: why its window started none again; null: nothing is wrong with that. */
export function whyFallen(project: NoteOwner): string | null {
  const word = readNote(project, FALLEN)?.trim();
  if (word === undefined || word.startsWith('again')) return null;
  // With a full disk the file is there, without its word.
  if (word !== 'ended')
    return 'the watcher crashed, was started again and ended with an error: its window `pane` shows why, `pane up` starts it again';
  return 'the watcher fell six times within ten minutes and stays ended (exit code 70): its window `pane` shows why, `pane up` starts it again';
}

export async function forgetFallen(project: NoteOwner): Promise<void> {
  if (hasNote(project, FALLEN)) await removeNote(project, FALLEN);
}

/** The watcher writes what `status` shows of it. */
export async function writeWatcherNote(project: NoteOwner, note: WatcherNote): Promise<void> {
  await writeNote(project, 'json', note);
}

/** What it tells of itself stays as it was: that it still runs shows by the note's time. */
export async function touchWatcherNote(project: NoteOwner): Promise<void> {
  const now = new Date();
  await utimes(pathOf(project, 'json'), now, now).catch(() => {}); // only a report in the morning is less exact
}

/** When the watcher of this number, which can't tell any more, was last known to run: ISO 8601; null: not known. */
export function lastSeenOf(project: NoteOwner, pid: number): string | null {
  const note = parseWatcherNote(readNote(project, 'json') ?? '');
  const found = note?.pid === pid ? statSync(pathOf(project, 'json'), { throwIfNoEntry: false }) : undefined;
  return found?.mtime.toISOString() ?? null;
}

/** When a watcher was last known to run, in milliseconds since 1970; 0: it is not known of any. */
export function lastWatched(project: NoteOwner): number | 'now' {
  if (isWatched(project)) return 'now';
  return changedAtIfThere(pathOf(project, 'json')) ?? 0;
}

export function isWatched({ scope }: NoteOwner): boolean {
  return lockHolder(watcherLock(scope.repository.common, scope.projectId)) !== null;
}

/** Null: no watcher runs. */
export function readWatcher(project: NoteOwner): WatcherNote | null {
  const { repository, projectId } = project.scope;
  const holder = lockHolder(watcherLock(repository.common, projectId));
  if (holder === null) return null;
  const text = readNote(project, 'json');
  const note = text === null ? null : parseWatcherNote(text);
  return note?.pid === holder.pid ? note : { pid: holder.pid, since: new Date().toISOString(), holding: [] };
}

function stillHolds(
  project: NoteOwner,
  views: readonly TaskView[],
  renames: Renames,
  holding: Holding,
): boolean {
  switch (holding.while) {
    case 'look':
      return true;
    case 'hold':
      return readKeptHold(project) !== null;
    case 'many-left':
      return leftAtOnce(views, renames) !== null;
    case 'left':
      return views.some(
        ({ name, desired, worktree }) =>
          name === holding.task && desired === null && orNull(worktree) !== null,
      );
  }
}

/** What `status` shows of the watcher: without what it holds no more, which it has not seen yet. */
export function watcherStatus(
  project: NoteOwner,
  note: WatcherNote | null,
  views: readonly TaskView[],
  renames: Renames = new Map(),
): ProjectStatus['watcher'] {
  if (note === null) return null;
  const holding = note.holding.filter((each) => stillHolds(project, views, renames, each));
  return { ...note, holding: holding.map(({ message }) => message) };
}

/** Makes a watcher look again at what it holds. `hasChanged`: the caller did something that it is to see. */
export async function wakeWatcher(project: NoteOwner, hasChanged: boolean): Promise<void> {
  const note = readWatcher(project);
  if (note === null || (!hasChanged && note.holding.length === 0)) return;
  // It looks by itself in a while.
  await writeNote(project, LOOK, new Date().toISOString()).catch(() => {});
}
