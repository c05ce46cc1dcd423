/**
 * What `pane` stores: the stamp in a worktree's admin directory and the record of a worktree in the making.
 * Pure codecs; `store` reads and writes them.
 */
import * as c from '../codec.ts';
import { parseBranchName, parseTaskName, parseWorktreeId, type TaskName } from '../ids.ts';

const taskName = c.parsed(parseTaskName);
const branchName = c.parsed(parseBranchName);
const worktreeId = c.parsed(parseWorktreeId);

const archive = c.object({
  /** `archiving` and `restoring` are begun and are finished by the next `up`. */
  step: c.oneOf('archiving', 'archived', 'restoring'),
  /** Where the worktree was. */
  from: c.text,
  /** Where it lies in the archive. */
  to: c.text,
  /** HEAD before it was detached. */
  branch: c.nullable(c.text),
  commit: c.nullable(c.text),
  /** Whether HEAD was detached for the archive, so that a restore reattaches it. */
  detached: c.boolean,
  /** The agent was ended, and `branch` and `commit` were read after that. */
  ended: c.boolean,
  /** ISO 8601. */
  at: c.text,
  /** Where a restore is to attach HEAD; null: leave it detached. */
  attachTo: c.nullable(c.text),
  /** What a restore onto another branch has changed, for the case that it is taken back. */
  former: c.optional(c.object({ branch: branchName, commit: c.nullable(c.text) })),
  /** The branch that a restore made before it failed or was taken back: the next one may use it. */
  made: c.optional(c.text),
});

const VERSION = 1;

export const stampCheck = c.object({
  version: c.oneOf(VERSION),
  id: worktreeId,
  /** The project's file, relative to the main worktree (absolute in a bare repository). */
  config: c.text,
  project: c.text,
  task: taskName,
  /** As the file asked for it; which one is checked out, git tells. */
  branch: branchName,
  /** As it was written; null: the repository's default. */
  base: c.nullable(c.text),
  /** The full name of the branch or tag that it stands for, else a commit. Earlier versions: as `base`. */
  baseRef: c.text,
  /** The task whose branch that was, and its worktree's id: a task may be renamed. Null: none's; earlier versions: absent. */
  baseTask: c.optional(c.nullable(c.object({ name: c.text, id: worktreeId }))),
  /** HEAD when the worktree was made: where the task started. */
  commit: c.text,
  createdAt: c.text,
  /** What is to be done next: the checkout, the hook, the copying; `made`: all is done. */
  progress: c.oneOf('checkout', 'hook', 'copy', 'made'),
  /** Why the last attempt at `progress`, or to restore it, failed. */
  error: c.nullable(c.text),
  /** Paths that were brought along, relative to the worktree. */
  brought: c.list(c.text),
  /** Hash of the prompt that the task had when it was last opened, or made. */
  prompt: c.nullable(c.text),
  /** What the window was opened with, a hash for each concern; null: never opened. */
  applied: c.nullable(c.record(c.text)),
  /** Not to be opened: `down T`, or closed by hand; until the task changes from what has this hash. */
  hold: c.nullable(c.object({ reason: c.oneOf('down', 'closed'), hash: c.text })),
  archive: c.nullable(archive),
  /** The name that it is being given. */
  rename: c.optional(taskName),
  /** The name that its branch is being given with it. */
  renameBranch: c.optional(branchName),
  /** The admin directory that it was written into: in a copy of that, another one than its own. */
  admin: c.optional(c.text),
});

/** A worktree that is being made: its branch and directory are ours even before there is a stamp. */
export const makingCheck = c.object({
  version: c.oneOf(1),
  id: worktreeId,
  config: c.text,
  task: taskName,
  path: c.text,
  branch: branchName,
  branchExisted: c.boolean,
  commit: c.text,
  /** The remote's branch that the new one is to track: of one that was begun, git no longer tells. */
  upstream: c.optional(c.text),
  error: c.nullable(c.text),
});

export type Archive = c.Checked<typeof archive>;
export type Stamp = c.Checked<typeof stampCheck>;
export type MakingRecord = c.Checked<typeof makingCheck>;

/** A record of what is being made that is damaged, or of a newer version. */
export interface UnreadableRecord {
  readonly file: string;
  readonly isNewer: boolean;
  readonly task: TaskName;
}

export const parseStamp = c.decoder(stampCheck);

const parseVersion = c.decoder(c.object({ version: c.number }));

/** Of a stamp or a record that can't be read: a later version of `pane` wrote it. */
export function isNewerStamp(json: string): boolean {
  return (parseVersion(json)?.version ?? 0) > VERSION;
}
export const parseMakingRecord = c.decoder(makingCheck);
