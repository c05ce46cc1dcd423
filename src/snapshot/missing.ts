/**
 * A worktree that is not known to be anywhere: gone, or there without the link that would tell. Pure.
 */
import type { OurWorktree } from './snapshot.ts';

export interface Missing {
  readonly message: string;
  /** What to do about it, as the rest of a sentence. */
  readonly way: string;
}

/** A pruned worktree loses its index and its stamp: so it is to be looked for first. */
export function describeMissing({ unlinked }: Pick<OurWorktree, 'unlinked'>): Missing {
  if (unlinked !== null) {
    return {
      message: `${unlinked} exists, but its \`.git\` does not lead to git's record of it`,
      way: 'run `git worktree repair` in the main worktree',
    };
  }
  return {
    message: 'its directory is missing',
    way: 'put it back (is its disk mounted?), or, if it is really gone, run `git worktree prune`, then `pane up`',
  };
}
