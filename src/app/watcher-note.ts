/**
 * What the watcher tells of itself, and whether one runs.
 */
import { lockHolder } from '../gate/lock.ts';
import { watcherLock } from '../reconcile/store.ts';
import { type NoteOwner, readNote, writeNote } from './notes.ts';
import { parseWatcherNote, type WatcherNote } from './watcher-codec.ts';

/** The watcher writes what `status` shows of it. */
export async function writeWatcherNote(project: NoteOwner, note: WatcherNote): Promise<void> {
  await writeNote(project, 'json', note);
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
