/**
 * What git wrote into the project's files and nobody has applied: it outlasts edits of the files and the watcher
 * itself, until `up` is run or the files say again what was applied.
 */
import { type NoteOwner, readNote, removeNote, writeNote } from './notes.ts';
import type { Project } from './project.ts';
import { type GitWrite, type KeptHold, parseKeptHold, type Texts } from './watcher-codec.ts';

const NAME = 'hold';

export function readKeptHold(project: NoteOwner): KeptHold | null {
  const text = readNote(project, NAME);
  return text === null ? null : parseKeptHold(text);
}

/** `before`: what was read; if it is something else by now, that is newer and stays. */
export async function keepHold(project: Project, hold: KeptHold, before: KeptHold | null): Promise<void> {
  const [was, is, next] = [before, readKeptHold(project), hold].map((each) => JSON.stringify(each));
  if (was === is && is !== next) await writeNote(project, NAME, hold);
}

export async function forgetHold(project: Project): Promise<void> {
  if (readNote(project, NAME) !== null) await removeNote(project, NAME);
}

async function changeLast(project: Project, change: (last: GitWrite) => GitWrite): Promise<void> {
  const kept = readKeptHold(project);
  const last = kept?.writes.at(-1);
  if (kept === null || last === undefined) return;
  await keepHold(project, { ...kept, writes: [...kept.writes.slice(0, -1), change(last)] }, kept);
}

/** These tasks were named in `up`: they are as the file says, whoever wrote it. */
export async function releaseTasks(project: Project, names: Iterable<string>): Promise<void> {
  await changeLast(project, (last) => ({ ...last, released: [...new Set([...last.released, ...names])] }));
}

export interface TextChange {
  readonly name: keyof Texts;
  readonly before: string;
  readonly after: string;
}

/** An edit of our own is the user's word, also where it leads back to what git has. */
export async function recordHeldEdit(project: Project, changes: readonly TextChange[]): Promise<void> {
  await changeLast(project, (last) => {
    const known = changes.filter(({ name, before }) => last.now[name] === before);
    const texts = Object.fromEntries(known.map(({ name, after }) => [name, after]));
    return { ...last, now: { ...last.now, ...texts } };
  });
}
