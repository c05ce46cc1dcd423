/**
 * What is in a worktree at one time, as `agents/trace.sh` tells it. Pure.
 */

export interface Trace {
  /** The commit of HEAD; `none`: it is on a branch without one. */
  readonly head: string;
  /** A hash of all files but those that git ignores, committed or not. */
  readonly content: string;
  /** They are the commit's. */
  readonly isClean: boolean;
}

/** Null for any other text than one of `trace.sh`. */
export function parseTrace(text: string): Trace | null {
  const [, head, content, state] =
    /^([0-9a-f]{40,64}|none) ([0-9a-f]{40,64}) (clean|changed)\n?$/.exec(text) ?? [];
  if (head === undefined || content === undefined) return null;
  return { head, content, isClean: state === 'clean' };
}

export function isSameTrace(
  one: Pick<Trace, 'head' | 'content'>,
  other: Pick<Trace, 'head' | 'content'>,
): boolean {
  return one.head === other.head && one.content === other.content;
}
