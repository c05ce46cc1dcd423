/**
 * What a repository's own files tell of a project, without asking git: no process, however many projects are
 * looked at.
 */
import { join } from 'node:path';
import { readIfThere } from '../../git/small-file.ts';
import { type AdminDirectory, type ListedWorktree, listAdminDirectories } from '../../git/worktrees.ts';
import { readMakingRecords } from '../../records/store.ts';
import type { TmuxServer } from '../../tmux/panes.ts';
import { type Known, unknown } from '../known.ts';
import { type SnapshotRequest, WHERE } from '../request.ts';
import type { GitSnapshot } from '../snapshot.ts';
import type { Scope } from './observe.ts';
import { findWorktrees, observeFound, observeUnreadable } from './our-worktrees.ts';

/** Null: HEAD is detached, or kept elsewhere (a repository with reftables has a placeholder there). */
function branchOf(admin: string): string | null {
  const [, branch = null] = /^ref: refs\/heads\/(.+)\n$/.exec(readIfThere(join(admin, 'HEAD')) ?? '') ?? [];
  return branch === '.invalid' ? null : branch;
}

/** As far as git's list is needed for what is shown. */
function listedOf({ path, worktree }: AdminDirectory): ListedWorktree {
  return { path: worktree, head: null, branch: branchOf(path), bare: false, locked: null, prunable: false };
}

type Place = Pick<Scope, 'repository' | 'projectId' | 'configName'>;

/** What is in the way of tasks that are not made yet is not looked at. `tmux`: as for `observeFound`. @throws where a file can't be read */
export function observeFiles(
  { repository, projectId, configName }: Place,
  tmux: Known<TmuxServer | null> = unknown('tmux was not asked'),
  request: SnapshotRequest = WHERE,
): GitSnapshot {
  const admins = listAdminDirectories(repository.common);
  const listed = admins.map(listedOf);
  const found = findWorktrees(admins, listed, ({ config }) => config === configName);
  const making = readMakingRecords(repository.common, projectId);
  return {
    listed,
    ours: observeFound(found, tmux, request),
    making: making.records,
    unreadableMaking: making.unreadable,
    namesakes: [],
    unreadable: observeUnreadable(admins),
    leftovers: {},
    occupied: [],
    refs: [],
    holders: [],
    missingBases: [],
  };
}
