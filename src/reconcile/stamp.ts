/**
 * What `pane` stores: the stamp in a worktree's admin directory and the record of a worktree in the making.
 * Pure codecs; `store` reads and writes them.
 */
import * as z from 'zod/mini';
import {
  type BranchName,
  parseBranchName,
  parseTaskName,
  parseWorktreeId,
  type TaskName,
  type WorktreeId,
} from '../ids.ts';

const taskName = z.custom<TaskName>((value) => typeof value === 'string' && parseTaskName(value) !== null);
const branchName = z.custom<BranchName>(
  (value) => typeof value === 'string' && parseBranchName(value) !== null,
);
const worktreeId = z.custom<WorktreeId>(
  (value) => typeof value === 'string' && parseWorktreeId(value) !== null,
);

const archive = z.object({
  /** `archiving` and `restoring` are begun and are finished by the next `up`. */
  step: z.enum(['archiving', 'archived', 'restoring']),
  /** Where the worktree was. */
  from: z.string(),
  /** Where it lies in the archive. */
  to: z.string(),
  /** HEAD before it was detached. */
  branch: z.nullable(z.string()),
  commit: z.nullable(z.string()),
  /** Whether HEAD was detached for the archive, so that a restore reattaches it. */
  detached: z.boolean(),
  /** The agent was ended, and `branch` and `commit` were read after that. */
  ended: z.boolean(),
  /** ISO 8601. */
  at: z.string(),
  /** Where a restore is to attach HEAD; null: leave it detached. */
  attachTo: z.nullable(z.string()),
});

const stamp = z.object({
  version: z.literal(1),
  id: worktreeId,
  /** The project's file, relative to the main worktree (absolute in a bare repository). */
  config: z.string(),
  project: z.string(),
  task: taskName,
  /** As the file asked for it; which one is checked out, git tells. */
  branch: branchName,
  /** As it was written; null: the repository's default. */
  base: z.nullable(z.string()),
  /** What that came to. */
  baseRef: z.string(),
  /** HEAD when the worktree was made. */
  commit: z.string(),
  createdAt: z.string(),
  /** What is to be done next: the checkout, the hook, the copying; `made`: all is done. */
  progress: z.enum(['checkout', 'hook', 'copy', 'made']),
  /** Why the last attempt at `progress` failed. */
  error: z.nullable(z.string()),
  /** Paths that were brought along, relative to the worktree. */
  brought: z.array(z.string()),
  /** Hash of the prompt that the task had when it was last opened, or made. */
  prompt: z.nullable(z.string()),
  /** What the window was opened with, a hash for each concern; null: never opened. */
  applied: z.nullable(z.record(z.string(), z.string())),
  /** Not to be opened: `down T`, or closed by hand; until the task changes from what has this hash. */
  hold: z.nullable(z.object({ reason: z.enum(['down', 'closed']), hash: z.string() })),
  archive: z.nullable(archive),
});

/** A worktree that is being made: its branch and directory are ours even before there is a stamp. */
const making = z.object({
  version: z.literal(1),
  id: worktreeId,
  config: z.string(),
  task: taskName,
  path: z.string(),
  branch: branchName,
  branchExisted: z.boolean(),
  commit: z.string(),
  error: z.nullable(z.string()),
});

export type Archive = z.infer<typeof archive>;
export type Stamp = z.infer<typeof stamp>;
export type MakingRecord = z.infer<typeof making>;

/** Each returns null for text that is not one: another version's, or damaged. */
function decoder<T>(schema: z.ZodMiniType<T>): (text: string) => T | null {
  return (text) => {
    try {
      const result = schema.safeParse(JSON.parse(text));
      return result.success ? result.data : null;
    } catch {
      return null;
    }
  };
}

export const parseStamp = decoder(stamp);
export const parseMakingRecord = decoder(making);
