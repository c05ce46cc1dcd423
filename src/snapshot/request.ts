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

/** Null where nobody asked, as where there is none: of what only matters if it is known. */
export function ifAsked<T>(part: Part<T>): T | null {
  return part === NOT_ASKED ? null : part;
}

export interface SnapshotRequest {
  /** Whose prompts: `open`: where a window may be opened, or a prompt has to be typed in. */
  readonly prompts: 'none' | 'open' | 'all';
  /** Of agents that run: what their screens show, one call of tmux. `if possible`: nothing fails without it. */
  readonly screens: 'none' | 'if possible' | 'all';
  /** What the predecessors of agents that run asked. */
  readonly questions: boolean;
  /** The agents' turns, and what `pane` did by itself: of each task, archived ones too. */
  readonly turns: boolean;
  readonly conversation: boolean;
  /** The rebase or bisect that keeps HEAD detached. */
  readonly inProgress: boolean;
  /** How far each worktree is from where it started: several calls of git for each. */
  readonly changes: boolean;
}

/** Which worktrees, windows and archives there are. */
export const WHERE: SnapshotRequest = {
  prompts: 'none',
  screens: 'none',
  questions: false,
  turns: false,
  conversation: false,
  inProgress: false,
  changes: false,
};

/** And what is being checked. */
export const WITH_CHECKS: SnapshotRequest = { ...WHERE, turns: true };

/** And where HEAD is. */
export const WITH_HEAD: SnapshotRequest = { ...WHERE, inProgress: true };

/** What an agent is started again from. */
export const FOR_RESTART: SnapshotRequest = { ...WITH_CHECKS, prompts: 'all' };

/** What a plan is made from: with what each task does. */
export const FOR_PLAN: SnapshotRequest = { ...WHERE, prompts: 'open', screens: 'if possible', turns: true };

/** What the states of tasks are told from, for people. */
export const FOR_STATES: SnapshotRequest = { ...FOR_PLAN, screens: 'all', questions: true };

/** For who has seen most screens before. */
export const BUT_SCREENS: SnapshotRequest = { ...FOR_STATES, screens: 'none' };

/** What `status` shows. */
export const FOR_STATUS: SnapshotRequest = { ...FOR_STATES, inProgress: true };

/** What `status --long` shows. */
export const FOR_LONG_STATUS: SnapshotRequest = { ...FOR_STATUS, changes: true };

/** What an operation looks at again under its task's lock. */
export const FOR_OPERATION: SnapshotRequest = {
  ...WHERE,
  prompts: 'all',
  conversation: true,
  inProgress: true,
};
