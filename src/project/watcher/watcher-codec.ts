/** What the watcher and `up` store for each other and for `status`. Pure codecs. */
import * as c from '../../codec.ts';

const texts = c.object({
  project: c.nullable(c.text),
  local: c.nullable(c.text),
  /** Of the prompt files, by absolute path. */
  prompts: c.optional(c.record(c.text)),
});

const applied = c.object({
  project: c.nullable(c.text),
  local: c.nullable(c.text),
  texts: c.optional(texts),
});

const holding = c.object({
  /** A sentence that names the way out. */
  message: c.text,
  /** As long as this is so it counts: `look`: until the watcher looks again. */
  while: c.oneOf('look', 'hold', 'many-left', 'left'),
  /** Of `left`: the task that left the file. */
  task: c.nullable(c.text),
});

const watcherNote = c.object({
  pid: c.number,
  /** ISO 8601. */
  since: c.text,
  /** What it does not apply, and why. */
  holding: c.list(holding),
});

const gitWrite = c.object({
  /** The files as git wrote them; one that it did not write is as it was before. */
  git: texts,
  /** The files as they were when the watcher looked last. */
  now: texts,
  /** How git came to it. */
  reason: c.text,
  /** Tasks that the user has written, or named in `up`, since. */
  released: c.list(c.text),
});

const keptHold = c.object({
  applied: c.nullable(texts),
  writes: c.list(gitWrite),
});

/** Hashes of the files as they were when they were applied last; null: no such file. */
export type Applied = c.Checked<typeof applied>;
/** The files themselves; null: no such file. With the prompt files that they name. */
export type Texts = c.Checked<typeof texts>;
export type Holding = c.Checked<typeof holding>;
export type WatcherNote = c.Checked<typeof watcherNote>;
/** One time that git wrote the files, and what the user wrote after it. */
export type GitWrite = c.Checked<typeof gitWrite>;
/** What git wrote since `applied`, oldest first. `applied`: null: nothing was ever applied. */
export type KeptHold = c.Checked<typeof keptHold>;

export const parseApplied = c.decoder(applied);
export const parseWatcherNote = c.decoder(watcherNote);
export const parseKeptHold = c.decoder(keptHold);
