/**
 * Where tasks of hosts start, as this machine resolves it: each branch and base as a commit.
 */
import type { SentStart, TaskConfig } from '../../config/config.ts';
import { findRefs } from '../../git/find-refs.ts';
import { resolveCommits } from '../../git/refs.ts';
import type { Project } from '../../project/project.ts';
import { type BranchStart, shortRef, startOf } from '../../snapshot/work/branch-start.ts';

export interface Unready {
  readonly task: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface ResolvedStarts {
  readonly starts: Readonly<Record<string, SentStart>>;
  /** Tasks of which this machine can't tell where they start. */
  readonly unready: readonly Unready[];
}

interface Beginning {
  readonly task: TaskConfig;
  readonly from: BranchStart;
}

export async function resolveStarts(
  { scope, worktrees }: Project,
  tasks: readonly TaskConfig[],
): Promise<ResolvedStarts> {
  if (tasks.length === 0) return { starts: {}, unready: [] };
  const { runner, repository } = scope;
  const where = repository.main ?? repository.common;
  const branches = tasks.map(({ branch }) => branch);
  const refs = await findRefs(
    runner,
    where,
    branches,
    tasks.flatMap(({ base }) => base ?? []),
  );
  const known = { refs, listed: worktrees };
  const begun = tasks.map((task): Beginning => ({ task, from: startOf(task.branch, task.base, known) }));
  const named = begun.flatMap(({ from }) => (from.existing === null ? [] : namesIn(from)));
  // One of several lines names nothing, and git would answer each of them.
  const names = [...new Set(named)].filter((name) => !name.includes('\n'));
  const commits = await runner.run(resolveCommits(where, names));
  const commitOf = new Map(names.map((name, index) => [name, commits[index] ?? null]));
  const starts: Record<string, SentStart> = {};
  const unready: Unready[] = [];
  for (const { task, from } of begun) {
    const start = startFrom(task, from, commitOf);
    if ('message' in start) unready.push(start);
    else starts[task.name] = start;
  }
  return { starts, unready };
}

function namesIn({ start, base }: { readonly start: string; readonly base: string | null }): string[] {
  return base === null ? [start] : [start, base];
}

/** Pure. */
function startFrom(
  { name: task, baseTask }: TaskConfig,
  from: BranchStart,
  commitOf: ReadonlyMap<string, string | null>,
): SentStart | Unready {
  if (from.existing === null) {
    // Where there are no commits yet, the one of another task on the host may still be there.
    return baseTask !== null
      ? { base: null, branch: null, name: '' }
      : { task, message: from.reason, hint: null };
  }
  const { start, base } = from;
  const isBranch = start !== base;
  const branch = isBranch ? (commitOf.get(start) ?? null) : null;
  const name = base ?? start;
  if (baseTask !== null) return { base: null, branch, name };
  const commit = commitOf.get(name) ?? null;
  if (commit !== null && (!isBranch || branch !== null)) return { base: commit, branch, name };
  const lost = commit === null ? name : start;
  return {
    task,
    message: `base ${shortRef(lost)} names no commit in this repository`,
    hint: 'Correct `base:`, or fetch it first.',
  };
}
