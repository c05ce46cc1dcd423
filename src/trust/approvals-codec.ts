/**
 * The approvals as they are stored. Pure.
 */
import * as c from '../codec.ts';
import { parseTaskName } from '../ids.ts';
import type { Approvals } from './approve.ts';
import { valueKinds } from './values.ts';

const kind = c.oneOf(...valueKinds);

const stored = c.decoder(
  c.object({
    version: c.oneOf(1),
    approved: c.list(c.object({ kind, value: c.text })),
    last: c.list(c.object({ task: c.nullable(c.parsed(parseTaskName)), kind, value: c.text })),
  }),
);

/** Null for anything that is not a store of approvals. */
export function parseApprovals(text: string): Approvals | null {
  const found = stored(text);
  return found === null ? null : { approved: found.approved, last: found.last };
}
