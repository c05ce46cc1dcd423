/**
 * Where a task started, and what its work is: `diff`, `status --long` and all that asks for either go by this. A task's
 * work is what its HEAD has beyond the commit that it started at, and beyond what its base has by now, or had once.
 */
import { listCommits, readRefLog, youngest } from '../../git/history.ts';
import { isUnborn, isUnread } from '../../git/listed-head.ts';
import { listNamed, type Ref } from '../../git/refs.ts';
import type { Scope } from '../read/observe.ts';
import type { OurWorktree } from '../snapshot.ts';
import { baseNow, missingUpstreams, refsOfBases, type Started } from './base.ts';
import { formerTips, ownCommits } from './own-commits.ts';

export interface Work {
  /** The commit that the work is counted from. */
  readonly start: string;
  /** The task's commits. */
  readonly ahead: number;
  /** The base was a branch or tag, which is deleted or renamed: it is counted from where the task started. */
  readonly baseGone: boolean;
}

type Place = Pick<Scope, 'runner' | 'repository'>;

/** The refs that these tasks' bases name by now, in one or two calls of git. */
export async function listBaseRefs(
  { runner, repository }: Place,
  stamps: readonly Started[],
): Promise<readonly Ref[]> {
  const where = repository.main ?? repository.common;
  const list = async (names: readonly string[]) =>
    names.length === 0 ? [] : await runner.run(listNamed(where, names));
  const refs = await list(refsOfBases(stamps));
  return [...refs, ...(await list(missingUpstreams(refs)))];
}

export type WorkingTree = Pick<OurWorktree, 'admin' | 'listed'> & {
  readonly path: string;
  readonly stamp: Started;
};

/** `refs`: of `listBaseRefs`. @throws {CommandError} where git does not answer */
export async function readWork(place: Place, worktree: WorkingTree, refs: readonly Ref[]): Promise<Work> {
  const { runner, repository } = place;
  const { path, stamp, admin, listed } = worktree;
  const base = baseNow(stamp, refs);
  const told = { baseGone: base.gone };
  if (listed !== null && isUnborn(listed)) return { start: stamp.commit, ahead: 0, ...told };
  const commits = await runner.run(listCommits(path, [stamp.commit, ...base.commits]));
  const [head] = commits;
  // All that HEAD has is the base's.
  if (head === undefined) {
    const known = listed === null || isUnread(listed) ? null : listed.head; // the list may be older
    return { start: known ?? 'HEAD', ahead: 0, ...told };
  }
  const logged = base.refs.flatMap((ref) => readRefLog(repository.common, ref));
  const { count, edges } = ownCommits(commits, formerTips(logged, readRefLog(admin, 'HEAD')));
  if (count === 0) return { start: head.id, ahead: 0, ...told };
  const [first = stamp.commit, ...others] = edges;
  const start = others.length === 0 ? first : await runner.run(youngest(path, edges));
  return { start, ahead: count, ...told };
}
