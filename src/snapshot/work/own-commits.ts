/**
 * Which commits of a history are the task's. Pure.
 */
import type { Commit, RefMove } from '../../git/history.ts';

export interface OwnCommits {
  readonly count: number;
  /** The first commits that are not the task's, each a parent of one that is. None: it goes back to a first commit. */
  readonly edges: readonly string[];
}

/** What git calls moves of HEAD by which a commit came to be. */
const MADE =
  /^(commit|cherry-pick(?!: fast-forward)|revert|am)\b|^(rebase|pull)\b[^:]*\((?!start|finish|abort)\w+\)|Merge made by/;

/**
 * The commits that a base was at in the past, without those that were made in the worktree itself: where the base took
 * them and has them no more, they are the task's again.
 */
export function formerTips(base: readonly RefMove[], head: readonly RefMove[]): Set<string> {
  const tips = new Set(base.flatMap(({ from, to }) => [from, to]));
  for (const { to, message } of head) if (MADE.test(message)) tips.delete(to);
  return tips;
}

/** `commits`: what HEAD has and the base has not. `theirs`: of these, what the base had in the past. */
export function ownCommits(commits: readonly Commit[], theirs: ReadonlySet<string>): OwnCommits {
  const known = new Map(commits.map((commit) => [commit.id, commit]));
  const others = new Set<string>();
  const left = commits.filter(({ id }) => theirs.has(id));
  for (let commit = left.pop(); commit !== undefined; commit = left.pop()) {
    if (others.has(commit.id)) continue;
    others.add(commit.id);
    left.push(...commit.parents.flatMap((parent) => known.get(parent) ?? []));
  }
  const own = commits.filter(({ id }) => !others.has(id));
  const isOwn = new Set(own.map(({ id }) => id));
  const parents = own.flatMap((commit) => commit.parents);
  return { count: own.length, edges: [...new Set(parents.filter((parent) => !isOwn.has(parent)))] };
}
