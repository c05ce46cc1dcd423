/**
 * What git wrote into the project's files and nobody has applied: it outlasts edits of the files and the watcher
 * itself, until `up` is run or the files say again what was applied.
 */
import type { Context } from '../../context.ts';
import { underLock } from '../../gate/lock.ts';
import { holdLock } from '../../records/store.ts';
import { type NoteOwner, readNote, removeNote, writeNote } from '../notes.ts';
import { type GitWrite, type KeptHold, parseKeptHold, type Texts } from '../watcher/watcher-codec.ts';

const NAME = 'hold';

export function readKeptHold(project: NoteOwner): KeptHold | null {
  const text = readNote(project, NAME);
  return text === null ? null : parseKeptHold(text);
}

/** Who changes it. */
export interface HoldOwner extends NoteOwner {
  readonly context: Pick<Context, 'pid' | 'signal'>;
}

/**
 * It is read, changed and written under a lock of its own: the watcher and any `up` do so. Others may be held while it is
 * taken, and none is taken under it.
 */
async function underHoldLock({ scope, context }: HoldOwner, work: () => Promise<void>): Promise<void> {
  const { pid, signal } = context;
  await underLock(holdLock(scope.repository.common, scope.projectId), { pid, signal }, work);
}

/** `before`: what was read; if it is something else by now, that is newer and stays. */
export async function keepHold(project: HoldOwner, hold: KeptHold, before: KeptHold | null): Promise<void> {
  const [was, next] = [before, hold].map((each) => JSON.stringify(each));
  if (was === next) return;
  await underHoldLock(project, async () => {
    if (JSON.stringify(readKeptHold(project)) === was) await writeNote(project, NAME, hold);
  });
}

export async function forgetHold(project: HoldOwner): Promise<void> {
  if (readNote(project, NAME) !== null) await underHoldLock(project, () => removeNote(project, NAME));
}

async function changeLast(project: HoldOwner, change: (last: GitWrite) => GitWrite): Promise<void> {
  if (readKeptHold(project) === null) return;
  await underHoldLock(project, async () => {
    const kept = readKeptHold(project);
    const last = kept?.writes.at(-1);
    if (kept === null || last === undefined) return;
    await writeNote(project, NAME, { ...kept, writes: [...kept.writes.slice(0, -1), change(last)] });
  });
}

/** These tasks were named in `up`: they are as the file says, whoever wrote it. */
export async function releaseTasks(project: HoldOwner, names: Iterable<string>): Promise<void> {
  await changeLast(project, (last) => ({ ...last, released: [...new Set([...last.released, ...names])] }));
}

export interface TextChange {
  readonly name: keyof Texts;
  readonly before: string;
  readonly after: string;
}

/** An edit of our own is the user's word, also where it leads back to what git has. */
export async function recordHeldEdit(project: HoldOwner, changes: readonly TextChange[]): Promise<void> {
  await changeLast(project, (last) => {
    const known = changes.filter(({ name, before }) => last.now[name] === before);
    const texts = Object.fromEntries(known.map(({ name, after }) => [name, after]));
    return { ...last, now: { ...last.now, ...texts } };
  });
}
