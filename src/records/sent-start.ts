/**
 * Where tasks start that another machine sent, as it is stored and sent. Pure.
 */
import * as c from '../codec.ts';
import type { SentStart } from '../config/config.ts';

/** A commit, by its full id. */
export const commitId = c.parsed((text) => (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null));

const start: c.Check<SentStart> = c.object({
  base: c.nullable(commitId),
  branch: c.nullable(commitId),
  name: c.text,
});

/** By the names of tasks. */
export type SentStarts = Readonly<Record<string, SentStart>>;

export const sentStarts: c.Check<SentStarts> = c.record(start);
