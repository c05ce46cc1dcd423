/**
 * The approvals as they are stored. In a module of its own because zod is only needed to read them.
 */
import * as z from 'zod/mini';
import { parseTaskName, type TaskName } from '../ids.ts';
import type { Approvals } from './approve.ts';
import { valueKinds } from './values.ts';

const kind = z.enum(valueKinds);
const taskName = z.custom<TaskName>((value) => typeof value === 'string' && parseTaskName(value) !== null);

const stored = z.object({
  version: z.literal(1),
  approved: z.array(z.object({ kind, value: z.string() })),
  last: z.array(z.object({ task: z.nullable(taskName), kind, value: z.string() })),
});

/** Null for anything that is not a store of approvals. */
export function parseApprovals(text: string): Approvals | null {
  try {
    const { approved, last } = stored.parse(JSON.parse(text));
    return { approved, last };
  } catch {
    return null;
  }
}
