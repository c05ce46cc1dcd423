/**
 * What a snapshot is to hold beside what every look reads: a part costs files for each worktree, so that it is read only
 * where somebody needs it. Pure.
 */

/** In place of a part that the request does not name, or that can't matter for this worktree. */
export const NOT_ASKED = 'not asked';
export type Part<T> = T | typeof NOT_ASKED;

/** @throws {Error} where it was not asked for: whoever reads it must request it */
export function requested<T>(part: Part<T>, name: string): T {
  if (part === NOT_ASKED) throw new Error(`the snapshot was taken without ${name}`);
  return part;
}

export interface SnapshotRequest {
  /** Which claims' processes are looked for: `unseen`: those of worktrees whose window tmux does not show. */
  readonly holders: 'none' | 'unseen' | 'all';
  /** Whose prompts: `open`: where a window may be opened, or a prompt has to be typed in. */
  readonly prompts: 'none' | 'open' | 'all';
  /** Where an agent runs: what its predecessor asked, and why its prompt can't be typed in. */
  readonly questions: boolean;
  readonly conversation: boolean;
  /** The rebase or bisect that keeps HEAD detached. */
  readonly inProgress: boolean;
}

/** Which worktrees, windows and archives there are. */
export const WHERE: SnapshotRequest = {
  holders: 'none',
  prompts: 'none',
  questions: false,
  conversation: false,
  inProgress: false,
};

/** And where HEAD is. */
export const WITH_HEAD: SnapshotRequest = { ...WHERE, inProgress: true };

/** What runs without a window too. */
export const WHAT_RUNS: SnapshotRequest = { ...WHERE, holders: 'unseen' };

/** What an agent is started again from. */
export const FOR_RESTART: SnapshotRequest = { ...WHAT_RUNS, prompts: 'all' };

/** What a plan is made from. */
export const FOR_PLAN: SnapshotRequest = { ...WHAT_RUNS, prompts: 'open' };

/** What the states of tasks are told from. */
export const FOR_STATES: SnapshotRequest = { ...FOR_PLAN, questions: true };

/** What `status` shows. */
export const FOR_STATUS: SnapshotRequest = { ...FOR_STATES, inProgress: true };

/** What an operation looks at again under its task's lock. */
export const FOR_OPERATION: SnapshotRequest = {
  ...WHERE,
  holders: 'all',
  prompts: 'all',
  conversation: true,
  inProgress: true,
};
