/**
 * What becomes of the branch here whose task a host has, once its commits are here. Pure.
 */
import { shellWords } from '../../shell-words.ts';

/** As it is by now: `created` and `forwarded` by the fetch, or `current`; `ahead`: it has more; else it stays, with the reason. */
export type LocalState =
  | 'created'
  | 'forwarded'
  | 'current'
  | 'ahead'
  | 'diverged'
  | 'checked-out'
  | 'archived'
  | 'blocked';

export interface LocalBranch {
  /** What it is at; null: there is none. */
  readonly tip: string | null;
  /** What it is to be at. */
  readonly commit: string;
  /** The one has all that the other has: who does. */
  readonly newer: 'tip' | 'commit' | 'neither';
  /** The worktree that has it checked out, or holds it; null: none. */
  readonly heldAt: string | null;
  /** The task whose archive here needs it as it is; null: none. */
  readonly archive: string | null;
  /** A branch whose name excludes it: `a` and `a/b`. */
  readonly rival: string | null;
}

export interface LocalOutcome {
  readonly state: LocalState;
  /** What the user can do; null: nothing is left to do. */
  readonly next: string | null;
}

/** `created` and `forwarded` are to be done. `ref`: where the commits are in any case. */
export function localOutcome(branch: string, ref: string, local: LocalBranch): LocalOutcome {
  const { tip, commit, newer, heldAt, archive, rival } = local;
  const word = shellWords([ref]); // a branch may have a name that a shell would carry out
  const done = (state: LocalState): LocalOutcome => ({ state, next: null });
  if (tip === commit) return done('current');
  if (tip !== null && newer === 'tip') return done('ahead');
  if (rival !== null) {
    const next = `git can't have both branch ${branch} and ${rival}: \`git branch NAME ${word}\` makes one`;
    return { state: 'blocked', next };
  }
  if (archive !== null) {
    const next = `branch ${branch} stays, since the archive of ${archive} here needs it: \`git branch NAME ${word}\` makes another`;
    return { state: 'archived', next };
  }
  if (tip === null) return done('created');
  if (newer === 'neither') {
    const next = `branch ${branch} here has commits of its own: \`git merge ${word}\` on it joins both`;
    return { state: 'diverged', next };
  }
  if (heldAt === null) return done('forwarded');
  const next = `branch ${branch} is checked out at ${heldAt}: run \`git merge --ff-only ${word}\` there`;
  return { state: 'checked-out', next };
}
