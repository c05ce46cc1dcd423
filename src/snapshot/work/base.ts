/**
 * What a task's base names now: the refs that are its own, its upstream's, or those of the branch that it is the
 * upstream of. Their commits are not the task's. Pure.
 */
import { namesOfBase, type Ref } from '../../git/refs.ts';
import type { Stamp } from '../../records/stamp.ts';
import { shortRef } from './branch-start.ts';

/** What the stamp says of it. */
export type Started = Pick<Stamp, 'branch' | 'baseRef' | 'commit'>;

export interface Base {
  readonly commits: readonly string[];
  /** Full names of the refs that have, or had, what is not the task's. */
  readonly refs: readonly string[];
  /** It was a branch or tag, which is deleted or renamed. */
  readonly gone: boolean;
}

/** For people: the branch or tag, else the commit. */
export function baseName({ baseRef }: Pick<Stamp, 'baseRef'>): string {
  return shortRef(baseRef);
}

function isCommit(base: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(base);
}

function namesOf({ baseRef }: Started): string[] {
  return isCommit(baseRef) ? [] : namesOfBase(baseRef);
}

/** `main` of `refs/heads/main` and of `refs/remotes/origin/main`. */
function branchOf(ref: string): string | null {
  const [, branch = null] = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(ref) ?? [];
  return branch;
}

/** The refs to ask about: what the bases may stand for, and the local branches that may be theirs. None: all are commits. */
export function refsOfBases(stamps: readonly Started[]): string[] {
  return stamps.flatMap((stamp) =>
    namesOf(stamp).flatMap((name) => {
      const branch = name.startsWith('refs/remotes/') ? branchOf(name) : null;
      return branch === null ? [name] : [name, `refs/heads/${branch}`];
    }),
  );
}

/** The upstreams that were not asked about yet. */
export function missingUpstreams(refs: readonly Ref[]): string[] {
  const known = new Set(refs.map(({ name }) => name));
  return refs.flatMap(({ upstream }) => (upstream === null || known.has(upstream) ? [] : [upstream]));
}

/** `refs`: what there is of those that `refsOfBases` names, and of their upstreams. */
export function baseNow(stamp: Started, refs: readonly Ref[]): Base {
  if (isCommit(stamp.baseRef)) return { commits: [stamp.baseRef], refs: [], gone: false };
  // The task's own branch has all that the task does; an earlier version recorded it as a base.
  const others = refs.filter(({ name }) => name !== `refs/heads/${stamp.branch}`);
  const names = namesOf(stamp);
  const own = names.map((name) => refs.find((ref) => ref.name === name)).find((ref) => ref !== undefined);
  const related = others.filter(
    ({ name, upstream }) => own !== undefined && (name === own.upstream || upstream === own.name),
  );
  const all = [...others.filter((ref) => ref === own), ...related];
  return {
    commits: all.map(({ commit }) => commit),
    refs: all.map(({ name }) => name),
    gone: names.length > 0 && own === undefined,
  };
}
