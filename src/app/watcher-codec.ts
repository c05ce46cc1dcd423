/** What the watcher and `up` store for each other and for `status`. Pure codecs. */
import * as z from 'zod/mini';

const texts = z.object({ project: z.nullable(z.string()), local: z.nullable(z.string()) });

const applied = z.object({
  project: z.nullable(z.string()),
  local: z.nullable(z.string()),
  texts: z.optional(texts),
});

const watcherNote = z.object({
  pid: z.number(),
  /** ISO 8601. */
  since: z.string(),
  /** What it does not apply, and why; sentences. */
  holding: z.array(z.string()),
});

/** Hashes of the files as they were when they were applied last; null: no such file. */
export type Applied = z.infer<typeof applied>;
/** The files themselves; null: no such file. */
export type Texts = z.infer<typeof texts>;
export type WatcherNote = z.infer<typeof watcherNote>;

function decode<T>(schema: z.ZodMiniType<T>, text: string): T | null {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}

export const parseApplied = (text: string): Applied | null => decode(applied, text);
export const parseWatcherNote = (text: string): WatcherNote | null => decode(watcherNote, text);
