/**
 * What is known here of the hosts that have tasks of a project: where they were found, which machine and clone that is,
 * and what was sent there last. Kept in the project's git directory, so that a host that leaves the file is not forgotten.
 */
import * as c from '../../codec.ts';
import type { HostEntry } from '../../config/config.ts';
import { messageOf, PaneError } from '../../errors.ts';
import { type NoteOwner, pathOf, readNote, removeNote, writeNote } from '../notes.ts';

const named = c.object({ name: c.text });

/** With all its keys, whatever they are. */
const entry: c.Check<HostEntry> = (value) => {
  const all = c.record(c.anything)(value);
  const checked = named(value);
  return all === c.wrong || checked === c.wrong ? c.wrong : { ...all, name: checked.name };
};

const knownHost = c.object({
  ssh: c.text,
  path: c.text,
  /** The project's name there. */
  project: c.text,
  /** Who it is, whatever it is called: the identities of the machine and of the clone. */
  machine: c.text,
  clone: c.text,
  /** What its tasks have in common, as it was sent last. */
  shared: c.record(c.anything),
  /** The tasks that it was sent last. */
  tasks: c.list(entry),
  /** A task is getting another name there: noted from before the host is asked until the file has it too. */
  renaming: c.optional(c.object({ from: c.text, to: c.text })),
});

export type KnownHost = c.Checked<typeof knownHost>;

/** By the names of the hosts. */
export type HostRecord = Readonly<Record<string, KnownHost>>;

const parseRecord = c.decoder(c.object({ version: c.oneOf(1), hosts: c.record(knownHost) }));

const NOTE = 'hosts';

/** @throws {PaneError} `failed` where there is one that can't be read: the hosts' tasks must not pass for none */
export function readHostRecord(owner: NoteOwner): HostRecord {
  const { record, fault } = tryHostRecord(owner);
  if (fault !== null) throw fault;
  return record;
}

/** `fault`: there is one that can't be read, so nobody knows what hosts have. */
export function tryHostRecord(owner: NoteOwner): {
  readonly record: HostRecord;
  readonly fault: PaneError | null;
} {
  const faulty = (what: string) => ({
    record: {},
    fault: new PaneError('failed', `${pathOf(owner, NOTE)} ${what}`, { hint: WAY_OUT }),
  });
  try {
    const text = readNote(owner, NOTE);
    if (text === null) return { record: {}, fault: null };
    const parsed = parseRecord(text);
    return parsed === null ? faulty('is damaged, or of a newer pane') : { record: parsed.hosts, fault: null };
  } catch (error) {
    return faulty(`can't be read: ${messageOf(error)}`);
  }
}

const WAY_OUT =
  'It says which hosts have tasks of this project. Update pane; or make sure that the file names the right host for each task, move the note away, and run `pane up`.';

/** Without hosts there is none. */
export async function writeHostRecord(owner: NoteOwner, hosts: HostRecord): Promise<void> {
  if (Object.keys(hosts).length === 0) await removeNote(owner, NOTE);
  else await writeNote(owner, NOTE, { version: 1, hosts });
}
