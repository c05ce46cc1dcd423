/**
 * `create-worktree`: makes branch (where there is none) and worktree, or finishes one that was begun. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import type { BranchName, WorktreeId } from '../../ids.ts';
import { baseWanted, sourceOf } from '../../snapshot/base-task.ts';
import { heldBranch } from '../../snapshot/refused/held-branch.ts';
import { nestedBranch } from '../../snapshot/refused/in-the-way.ts';
import type { GitSnapshot } from '../../snapshot/snapshot.ts';
import {
  type Beginning,
  freshBranch,
  isFreshOf,
  shortRef,
  startOf,
} from '../../snapshot/work/branch-start.ts';
import { type Common, common, type Reason } from '../common.ts';
import type { Definition } from '../definition.ts';
import {
  type Admission,
  conflict,
  type Due,
  failed,
  type Ground,
  groundOf,
  type Hindrance,
  last,
  returningOf,
  type Subject,
} from '../due.ts';
import { inTheWay } from '../in-the-way.ts';

export interface CreateWorktree extends Common<'create-worktree'> {
  readonly desired: DesiredTask;
  readonly branch: BranchName;
  readonly from: Beginning;
  readonly path: string;
  /** The worktree of the task whose branch it starts from; null: it starts from none's. */
  readonly source: WorktreeId | null;
  /** Null: it may begin at any time, or has begun. */
  readonly admission: Admission | null;
}

export const definition: Definition<CreateWorktree> = {
  kind: 'create-worktree',
  needsApproval: true,
  doing: 'making the worktree of',
  done: 'made the worktree of',
  counted: (count) => `${count('worktree')} made`,
  detail: ({ path }) => path,
  due,
};

export function createWorktree(
  desired: DesiredTask,
  { path, branch, from, source }: Pick<CreateWorktree, 'path' | 'branch' | 'from' | 'source'>,
  reason: Reason,
  admission: Admission | null = null,
): CreateWorktree {
  return { ...common(definition.kind, desired.name, reason), desired, path, branch, from, source, admission };
}

function due(subject: Subject): Due<CreateWorktree> {
  const ground = groundOf(subject);
  if (ground !== null) return finish(ground, subject);
  if (subject.worktree !== null || returningOf(subject) !== null || subject.task.paused) return null;
  return inTheWay(subject) ?? beginning(subject);
}

/** It was cut off before its files were checked out, or its hook had run. */
function finish({ worktree, path }: Ground, subject: Subject): CreateWorktree | null {
  const { progress, branch } = worktree.stamp;
  if (progress !== 'checkout' && progress !== 'hook') return null;
  const from = { existing: true, start: `refs/heads/${branch}`, base: null, upstream: null } as const;
  const reason = { cause: 'continue where it stopped', after: last(subject) };
  return createWorktree(subject.task, { path, branch, from, source: null }, reason);
}

/** The branch that was being made: what `--fresh` began goes on without it. Null: none, or the file has another by now. */
function begunBranch({ view: { making }, task }: Subject): BranchName | null {
  return making !== null && isFreshOf(making.branch, task.branch) ? making.branch : null;
}

/** Those that a restore attaches HEAD to, and those that a rebase in an archive holds. */
function branchesOfArchives({ ours, holders }: GitSnapshot): Set<string> {
  const archives = ours.filter(({ stamp }) => stamp.archive !== null);
  const held = holders.filter(({ path }) => archives.some((archive) => archive.path === path));
  return new Set([
    ...archives.flatMap(({ stamp }) => stamp.archive?.branch ?? []),
    ...held.map(({ branch }) => branch),
  ]);
}

function branchFor(subject: Subject, base: string | null): BranchName {
  const { task, view, git, fresh } = subject;
  const begun = begunBranch(subject);
  if (begun !== null) return begun;
  const isAnew = fresh && view.archives.length > 0;
  return isAnew ? freshBranch(task.branch, base, git, branchesOfArchives(git)) : task.branch;
}

/** What it starts from, for people. */
function originOf(start: string, { start: sent }: Subject['task']): string {
  if (sent === undefined || ![sent.base, sent.branch].includes(start)) return shortRef(start);
  const commit = start.slice(0, 10);
  return start === sent.base ? `${shortRef(sent.name)} (${commit})` : commit;
}

function beginning(subject: Subject): CreateWorktree | Hindrance {
  const { task, view, git } = subject;
  const { baseTask } = task;
  const source = baseTask === null ? null : sourceOf(baseTask, git.ours);
  if (baseTask !== null && source === null) {
    return failed(`the base is the branch of ${baseTask}, which is not there yet: bring that task up first`);
  }
  const base = baseWanted(task, git.ours);
  const branch = branchFor(subject, base);
  const taken = heldBranch(branch, git, view.making?.path ?? null) ?? nestedBranch(branch, git.refs);
  if (taken !== null) return conflict(taken);
  // A branch that `--fresh` begins has the name of none elsewhere.
  const sent = branch === task.branch ? task.start?.branch : task.start && null;
  const from = startOf(branch, base, git, sent);
  if (from.existing === null) return conflict(from.reason);
  if (base !== null && git.missingBases.includes(base)) {
    return failed(
      `base ${shortRef(base)} names no commit in this repository: correct \`base:\`, or fetch it first`,
    );
  }
  const origin = from.existing
    ? `existing branch ${branch}`
    : `branch ${branch} from ${originOf(from.start, task)}`;
  const cause = `${view.making === null ? 'new task' : 'continue where it stopped'}, ${origin}`;
  const admission = view.making === null ? subject.admission : null;
  const made = { path: task.worktree, branch, from, source: source?.stamp.id ?? null };
  return createWorktree(task, made, { cause }, admission);
}
