/**
 * A hold that outlasts edits of the file and the watcher itself: it is over when `up` is run, or the files are
 * again what was applied last.
 */
import { readNote, removeNote, writeNote } from './notes.ts';
import type { Project } from './project.ts';
import { type KeptHold, parseKeptHold } from './watcher-codec.ts';

const NAME = 'hold';

export function readKeptHold(project: Project): KeptHold | null {
  const text = readNote(project, NAME);
  return text === null ? null : parseKeptHold(text);
}

export async function keepHold(project: Project, { applied, reason }: KeptHold): Promise<void> {
  const hashes = applied === null ? null : { project: applied.project, local: applied.local };
  await writeNote(project, NAME, { applied: hashes, reason });
}

export async function forgetHold(project: Project): Promise<void> {
  if (readNote(project, NAME) !== null) await removeNote(project, NAME);
}
