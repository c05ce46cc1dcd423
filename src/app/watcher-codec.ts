/** What the watcher and `up` store for each other and for `status`. Pure codecs. */
import * as c from '../codec.ts';

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

const watcherNote = c.object({
  pid: c.number,
  /** ISO 8601. */
  since: c.text,
  /** What it does not apply, and why; sentences. */
  holding: c.list(c.text),
});

const keptHold = c.object({
  applied: c.nullable(applied),
  reason: c.text,
});

/** Hashes of the files as they were when they were applied last; null: no such file. */
export type Applied = c.Checked<typeof applied>;
/** The files themselves; null: no such file. With the prompt files that they name. */
export type Texts = c.Checked<typeof texts>;
export type WatcherNote = c.Checked<typeof watcherNote>;
/** Why the watcher holds, and what was applied last when it began to; null: nothing yet. */
export type KeptHold = c.Checked<typeof keptHold>;

export const parseApplied = c.decoder(applied);
export const parseWatcherNote = c.decoder(watcherNote);
export const parseKeptHold = c.decoder(keptHold);
