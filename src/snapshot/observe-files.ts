/**
 * What a repository's own files tell of a project, without asking git: no process, however many projects are
 * looked at.
 */
import { join } from 'node:path';
import { readIfThere } from '../git/small-file.ts';
import { type AdminDirectory, type ListedWorktree, listAdminDirectories } from '../git/worktrees.ts';
import { listMakingRecords } from '../records/store.ts';
import { observeStamped, observeUnreadable, type Scope } from './observe.ts';
import type { GitObserved } from './observed.ts';

/** Null: HEAD is detached, or kept elsewhere (a repository with reftables has a placeholder there). */
function branchOf(admin: string): string | null {
  const [, branch = null] = /^ref: refs\/heads\/(.+)\n$/.exec(readIfThere(join(admin, 'HEAD')) ?? '') ?? [];
  return branch === '.invalid' ? null : branch;
}

/** As far as git's list is needed for what is shown. */
function listedOf({ path, worktree }: AdminDirectory): ListedWorktree {
  return { path: worktree, head: null, branch: branchOf(path), bare: false, locked: null, prunable: false };
}

/** What is in the way of tasks that are not made yet is not looked at. @throws where a file can't be read */
export function observeFiles({
  repository,
  projectId,
  configName,
}: Pick<Scope, 'repository' | 'projectId' | 'configName'>): GitObserved {
  const admins = listAdminDirectories(repository.common);
  const listed = admins.map(listedOf);
  return {
    listed,
    ours: observeStamped(admins, listed, ({ config }) => config === configName),
    making: listMakingRecords(repository.common, projectId),
    namesakes: [],
    unreadable: observeUnreadable(admins),
    leftovers: new Map(),
    occupied: new Set(),
    refs: [],
    holders: [],
    missingBases: new Set(),
  };
}
