/**
 * The lines that tasks had in the files here when they were archived on a host, for `restore`: the worktree that keeps them
 * otherwise is on another machine.
 */
import * as c from '../../codec.ts';
import type { Former } from '../../config/edit/former-place.ts';
import { type NoteOwner, readNote, removeNote, writeNote } from '../notes.ts';

const lines = c.object({
  file: c.oneOf('project', 'local'),
  lines: c.text,
  above: c.list(c.text),
  below: c.list(c.text),
});

export type KeptLines = c.Checked<typeof lines> & Former;

const kept = c.object({ task: c.text, lines: c.list(lines) });
const parseKept = c.decoder(c.list(kept));

type Kept = c.Checked<typeof kept>;

const NOTE = 'host-lines';
/** The newest. */
const MOST = 200;

function readAll(owner: NoteOwner): Kept[] {
  return parseKept(readNote(owner, NOTE) ?? '') ?? [];
}

/** Empty: none are kept. */
export function readKeptLines(owner: NoteOwner, task: string): readonly KeptLines[] {
  return readAll(owner).find((each) => each.task === task)?.lines ?? [];
}

/** Those of a task that has none by now are no longer kept. */
export async function keepLines(
  owner: NoteOwner,
  tasks: ReadonlyMap<string, readonly KeptLines[]>,
): Promise<void> {
  const others = readAll(owner).filter(({ task }) => !tasks.has(task));
  const added = [...tasks].flatMap(([task, own]) => (own.length === 0 ? [] : [{ task, lines: [...own] }]));
  const all = [...added, ...others].slice(0, MOST);
  if (all.length === 0) await removeNote(owner, NOTE);
  else await writeNote(owner, NOTE, all);
}
