/**
 * The files' texts as an `up` used them last, for whatever has to do without the files: those of an `up` of all, which
 * the watcher compares with, or later ones of an `up` of tasks that were named.
 */
import { hasNote, type NoteOwner, readNote, removeNote, writeNote } from '../notes.ts';
import type { Project } from '../project.ts';
import { parseApplied, type Texts } from '../watcher/watcher-codec.ts';

const NAMED = 'named';

/** Null: nothing was applied yet, as far as is known. */
export function readAppliedTexts(project: NoteOwner): Texts | null {
  const note = readNote(project, NAMED) ?? readNote(project, 'applied');
  return note === null ? null : (parseApplied(note)?.texts ?? null);
}

/** Tasks were brought up by name; the rest of the file was not applied. */
export async function recordNamed(project: Project): Promise<void> {
  const { texts } = project.scope.config;
  if (JSON.stringify(readAppliedTexts(project)) === JSON.stringify(texts)) return;
  await writeNote(project, NAMED, { project: null, local: null, texts });
}

/** All of the file is applied now. */
export async function forgetNamed(project: Project): Promise<void> {
  if (hasNote(project, NAMED)) await removeNote(project, NAMED);
}
