/**
 * What a made-up history consists of. Pure.
 */

export interface ModelCommit {
  /** From 1, in the order of their making. */
  readonly mark: number;
  readonly parents: readonly number[];
  /** Who made it: the task in its worktree, or somebody else. */
  readonly by: 'task' | 'other';
  /** The whole tree. */
  readonly files: Files;
}

export type Files = ReadonlyMap<string, string>;

/** `to`: a commit's mark; null: the ref is deleted. */
export interface RefMove {
  readonly ref: string;
  readonly to: number | null;
}

export interface HeadMove {
  readonly from: number;
  readonly to: number;
  /** As git writes it into HEAD's log. */
  readonly message: string;
}

export type ModelHead =
  | { readonly kind: 'branch' | 'unborn'; readonly name: string }
  | { readonly kind: 'detached'; readonly commit: number };

export interface Model {
  readonly name: string;
  readonly branch: string;
  /** The branch was there before the task was. */
  readonly existing: boolean;
  /** As the file has it; null: the task is about its own branch. */
  readonly base: string | null;
  /** Full name; null where the base is a commit. */
  readonly baseRef: string | null;
  readonly baseCommit: number;
  /** Full name of the base's upstream. */
  readonly upstream: string | null;
  /** Where the task began. */
  readonly start: number;
  readonly commits: readonly ModelCommit[];
  /** How the refs came to what they were when the task began, and what became of them; one after the other. */
  readonly before: readonly RefMove[];
  readonly after: readonly RefMove[];
  readonly head: ModelHead;
  /** What the worktree's HEAD went through. */
  readonly headMoves: readonly HeadMove[];
  /** Whether the base's ref is there no more. */
  readonly baseIsGone: boolean;
  /** For people, to read in a failed test. */
  readonly steps: readonly string[];
}
