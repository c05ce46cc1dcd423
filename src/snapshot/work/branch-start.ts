/**
 * Where a task's branch comes from, and what the default base is. Pure.
 */
import { namesOfBase, type Ref } from '../../git/refs.ts';
import type { ListedWorktree } from '../../git/worktrees.ts';
import type { BranchName } from '../../ids.ts';

export interface Known {
  readonly refs: readonly Ref[];
  /** `git worktree list`: the main worktree first. */
  readonly listed: readonly ListedWorktree[];
}

/** Where a branch comes from. */
export interface Beginning {
  /** The branch is there, and is used as it is. */
  readonly existing: boolean;
  /** What it is at, or is to start at: a full name, or an expression. */
  readonly start: string;
  /** What the task is compared with, named as `start` is; null: nothing but where it starts. */
  readonly base: string | null;
  /** Full name of the remote's branch that a new one is to track. */
  readonly upstream: string | null;
}

export type BranchStart =
  | Beginning
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

/** The full name of the branch or tag that a base stands for; an expression stays as it is. Null: no commits yet. */
export function baseOf(base: string | null, known: Known): string | null {
  if (base === null) return defaultBase(known);
  const refs = namesOfBase(base).map((name) => known.refs.find((ref) => ref.name === name));
  const found = refs.find((ref) => ref !== undefined);
  return found === undefined ? base : (found.points ?? found.name);
}

/** Those that are neither a branch nor a tag: whether they name a commit, only git can tell. */
export function expressionsIn(bases: readonly string[], known: Known): string[] {
  return bases.filter(
    (base) => baseOf(base, known) === base && !known.refs.some(({ name }) => name === base),
  );
}

/** A branch is not its own base, nor is what it is pushed to: both have all that the task does. */
function othersBase(base: string | null, own: string, upstream: string | null, known: Known): string | null {
  const found = baseOf(base, known);
  return found === own || found === upstream ? null : found;
}

/**
 * An existing branch is used as it is; one that only a remote has starts there; else it starts at the base.
 * @param sent the commit of the branch of its name on the machine that sent the task; undefined: none did, null: it has none
 */
export function startOf(
  branch: BranchName,
  base: string | null,
  known: Known,
  sent: string | null | undefined = undefined,
): BranchStart {
  const own = `refs/heads/${branch}`;
  const there = known.refs.find((ref) => ref.name === own);
  if (there !== undefined) {
    return {
      existing: true,
      start: own,
      base: othersBase(base, own, there.upstream, known),
      upstream: null,
    };
  }
  if (sent != null) return { existing: false, start: sent, base: baseOf(base, known), upstream: null };
  const remote = (sent === null ? [] : known.refs).filter(
    (ref) => ref.name.startsWith('refs/remotes/') && ref.name.split('/').slice(3).join('/') === branch,
  );
  const [first] = remote;
  const chosen = remote.find((ref) => ref.name.startsWith('refs/remotes/origin/')) ?? first;
  if (remote.length > 1 && chosen === first && !first?.name.startsWith('refs/remotes/origin/')) {
    return { existing: null, reason: `several remotes have a branch ${branch}: create a local one first` };
  }
  if (chosen !== undefined) {
    const { name } = chosen;
    return { existing: false, start: name, base: othersBase(base, own, name, known), upstream: name };
  }
  const start = baseOf(base, known);
  return start === null
    ? { existing: null, reason: 'the repository has no commits yet: make the first one, then run `pane up`' }
    : { existing: false, start, base: start, upstream: null };
}

/**
 * `<branch>` if there is none yet, or one that has nothing of its own; else the first of `<branch>-2`,
 * `<branch>-3` … that is free. `needed`: by archives, whose restore attaches HEAD to them.
 */
export function freshBranch(
  branch: BranchName,
  base: string | null,
  known: Known,
  needed: ReadonlySet<string>,
): BranchName {
  const named = (name: string) => known.refs.find((ref) => ref.name === name);
  const own = named(`refs/heads/${branch}`);
  const startRef = named(baseOf(base, known) ?? '');
  const isFree = own === undefined || own.commit === (startRef?.commit ?? base);
  if (isFree && !needed.has(branch)) return branch;
  let number = 2;
  while (named(`refs/heads/${branch}-${number}`) !== undefined || needed.has(`${branch}-${number}`))
    number += 1;
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
