/**
 * Where a task's branch comes from, and what the default base is. Pure.
 */
import type { Ref } from '../git/refs.ts';
import type { ListedWorktree } from '../git/worktrees.ts';
import type { BranchName } from '../ids.ts';

export interface Known {
  readonly refs: readonly Ref[];
  /** `git worktree list`: the main worktree first. */
  readonly listed: readonly ListedWorktree[];
}

export type BranchStart =
  | { readonly existing: boolean; readonly base: string }
  /** Several remotes have a branch of this name, none of them `origin`. */
  | { readonly existing: null; readonly reason: string };

/** The branch to start from, or its upstream where it is only behind. */
function orUpstream(ref: Ref): string {
  return ref.onlyBehind && ref.upstream !== null ? ref.upstream : ref.name;
}

/**
 * The branch that origin/HEAD names, else main, else master, else the current one. Null: no commits yet.
 */
export function defaultBase({ refs, listed }: Known): string | null {
  const named = (name: string) => refs.find((ref) => ref.name === name);
  const origin = named('refs/remotes/origin/HEAD')?.points ?? null;
  if (origin !== null) {
    const local = named(origin.replace('refs/remotes/origin/', 'refs/heads/'));
    return local === undefined ? origin : orUpstream(local);
  }
  const usual = named('refs/heads/main') ?? named('refs/heads/master');
  if (usual !== undefined) return orUpstream(usual);
  const current = listed[0];
  if (current?.head == null || /^0+$/.test(current.head)) return null;
  return current.branch === null ? current.head : `refs/heads/${current.branch}`;
}

/** An existing branch is used as it is; one that only a remote has starts there; else it starts at the base. */
export function startOf(branch: BranchName, base: string | null, known: Known): BranchStart {
  const own = `refs/heads/${branch}`;
  if (known.refs.some((ref) => ref.name === own))
    return { existing: true, base: base ?? defaultBase(known) ?? own };
  const remote = known.refs.filter(
    (ref) => ref.name.startsWith('refs/remotes/') && ref.name.split('/').slice(3).join('/') === branch,
  );
  const [first] = remote;
  const chosen = remote.find((ref) => ref.name.startsWith('refs/remotes/origin/')) ?? first;
  if (remote.length > 1 && chosen === first && !first?.name.startsWith('refs/remotes/origin/')) {
    return { existing: null, reason: `several remotes have a branch ${branch}: make a local one first` };
  }
  if (chosen !== undefined) return { existing: false, base: chosen.name };
  const start = base ?? defaultBase(known);
  return start === null
    ? { existing: null, reason: 'the repository has no commits yet: make the first one, then `pane up`' }
    : { existing: false, base: start };
}

/**
 * `<branch>` if there is none yet, or one that has nothing of its own; else the first of `<branch>-2`,
 * `<branch>-3` … that is free.
 */
export function freshBranch(branch: BranchName, base: string | null, known: Known): BranchName {
  const named = (name: string) => known.refs.find((ref) => ref.name === name);
  const own = named(`refs/heads/${branch}`);
  const start = base ?? defaultBase(known) ?? '';
  const startRef = named(start) ?? named(`refs/heads/${start}`);
  if (own === undefined || own.commit === startRef?.commit) return branch;
  let number = 2;
  while (named(`refs/heads/${branch}-${number}`) !== undefined) number += 1;
  return `${branch}-${number}` as BranchName;
}

/** Whether `freshBranch` could have chosen it for this one. */
export function isFreshOf(chosen: BranchName, branch: BranchName): boolean {
  return (
    chosen === branch || (chosen.startsWith(`${branch}-`) && /^\d+$/.test(chosen.slice(branch.length + 1)))
  );
}

/** A name for people: without `refs/heads/` and the like. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|remotes|tags)\//, '');
}
