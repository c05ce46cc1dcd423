/**
 * Looks at what is there, without changing anything: one `git worktree list`, one `tmux list-panes`, the
 * stamps, and `git for-each-ref` when a worktree is wanted that is not there.
 */
import { relative, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { isInterrupt, messageOf } from '../../errors.ts';
import { findMissing, findRefs } from '../../git/find-refs.ts';
import { branchHolders } from '../../git/holders.ts';
import type { Repository } from '../../git/repository.ts';
import { realPathIfThere } from '../../git/small-file.ts';
import { isTaken } from '../../git/taken.ts';
import {
  askWorktrees,
  eachAdminDirectory,
  type ListedWorktree,
  listAdminDirectories,
} from '../../git/worktrees.ts';
import type { ProjectId } from '../../ids.ts';
import type { Runner } from '../../process/command.ts';
import { allCarriersOf } from '../../process/table.ts';
import { paneDirectory, readMakingRecords } from '../../records/store.ts';
import { listJobs } from '../../slurm/jobs.ts';
import type { TmuxServer } from '../../tmux/panes.ts';
import { baseWanted } from '../base-task.ts';
import { nowSeconds } from '../clock.ts';
import { inQueue, isOpen } from '../job.ts';
import { type Known, known, unknown } from '../known.ts';
import { NOT_ASKED, type SnapshotRequest } from '../request.ts';
import type { GitSnapshot, Namesake, OurWorktree, Snapshot, UnreadableStamp } from '../snapshot.ts';
import { expressionsIn } from '../work/branch-start.ts';
import { type HeldClaim, readClaim } from './claims.ts';
import { chooseSocket, observeServer } from './observe-server.ts';
import {
  type FoundWorktree,
  findWorktrees,
  isCopy,
  observeFound,
  observeUnreadable,
  stampedOf,
} from './our-worktrees.ts';

/** What an observation is about. */
export interface Scope {
  readonly runner: Runner;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly repository: Repository;
  readonly projectId: ProjectId;
  /** The project's file as stamps name it. */
  readonly configName: string;
  readonly config: Config;
  /** False: the file names a tmux server that the user has not approved; it is not spoken to. */
  readonly socketIsApproved: boolean;
}

/** The project's file as stamps name it: relative to the main worktree, absolute in a bare repository. */
export function configNameOf(repository: Repository, file: string): string {
  return repository.main === null ? file : relative(repository.main, file);
}

async function asked<T>(ask: () => Promise<T>): Promise<Known<T>> {
  try {
    return known(await ask());
  } catch (error) {
    if (isInterrupt(error)) throw error;
    return unknown(messageOf(error));
  }
}

/** The same for what is read at once. */
function looked<T>(look: () => T): Known<T> {
  try {
    return known(look());
  } catch (error) {
    return unknown(messageOf(error));
  }
}

interface Stamped {
  readonly unreadable: readonly UnreadableStamp[];
  readonly ours: readonly FoundWorktree[];
  readonly namesakes: readonly Namesake[];
}

function observeStamps(scope: Scope, listed: readonly ListedWorktree[]): Stamped {
  const admins = listAdminDirectories(scope.repository.common);
  const stamped = findWorktrees(admins, listed);
  const others = stamped.filter(
    ({ stamp }) =>
      stamp.config !== scope.configName && stamp.project === scope.config.project && stamp.archive === null,
  );
  return {
    unreadable: stamped.length === admins.length ? [] : observeUnreadable(admins),
    ours: stamped.filter(({ stamp }) => stamp.config === scope.configName),
    namesakes: [...new Set(others.map(({ stamp }) => stamp.config))].map((config) => ({
      config,
      isThere: realPathIfThere(resolve(scope.repository.main ?? '/', config)) !== null,
    })),
  };
}

/** What still runs for worktrees that are not there. */
function leftoversAt(paths: readonly string[]): GitSnapshot['leftovers'] {
  if (paths.length === 0) return {};
  const carriers = allCarriersOf('PANE_WORKTREE');
  return Object.fromEntries(
    paths.flatMap((path) => (carriers.has(path) ? [[path, carriers.get(path) ?? []]] : [])),
  );
}

interface GitFound {
  readonly git: Omit<GitSnapshot, 'ours'>;
  readonly found: readonly FoundWorktree[];
  /** The tasks that have no worktree and want one. */
  readonly wanted: ReadonlySet<string>;
}

async function observeGit(scope: Scope, known: readonly ListedWorktree[] | null): Promise<GitFound> {
  const { runner, repository, config, projectId } = scope;
  const where = repository.main ?? repository.common;
  const listed = known ?? (await askWorktrees(runner, where));
  const { ours, namesakes, unreadable } = observeStamps(scope, listed);
  const making = readMakingRecords(repository.common, projectId);
  const there = new Set(ours.filter(({ stamp }) => stamp.archive === null).map(({ stamp }) => stamp.task));
  const wanted = config.tasks.filter((task) => !task.paused && !there.has(task.name));
  const occupied = wanted.map(({ worktree }) => worktree).filter(isTaken);
  const names = new Set(wanted.map(({ name }) => name));
  const returning = ours.filter(({ stamp }) => names.has(stamp.task));
  const branches = [
    ...wanted.flatMap(({ branch }) => [branch, `${branch}-[0-9]*`]),
    ...returning.flatMap(({ stamp: { archive } }) => archive?.attachTo ?? archive?.branch ?? []),
  ];
  // What was resolved elsewhere is a commit, which may be yet to come.
  const bases = wanted.flatMap((task) => (task.start?.base == null ? (baseWanted(task, ours) ?? []) : []));
  const refs = wanted.length === 0 ? [] : await findRefs(runner, where, branches, bases);
  const missing = await findMissing(runner, where, expressionsIn(bases, { refs, listed }));
  const holders = wanted.length === 0 ? [] : branchHolders(repository.common, listed);
  const leftovers = leftoversAt(wanted.map(({ worktree }) => worktree));
  const missingBases = [...missing];
  return {
    git: {
      ...{ listed, making: making.records, unreadableMaking: making.unreadable, namesakes, unreadable },
      ...{ occupied, leftovers, refs, holders, missingBases },
    },
    found: ours,
    wanted: names,
  };
}

/** A client hands its environment and its terminal over to the server that it speaks to. */
function notApproved(socket: string): string {
  return `the tmux socket ${socket} is not approved; \`pane trust\` shows and approves it`;
}

/** The claims on our worktrees, each read when it is asked for: mostly the first one tells the server. */
export function* claimsOf({
  configName,
  repository,
}: Pick<Scope, 'configName' | 'repository'>): Generator<HeldClaim | null> {
  for (const admin of stampedOf(eachAdminDirectory(repository.common))) {
    if (admin.stamp.config === configName && !isCopy(admin)) yield readClaim(paneDirectory(admin.path));
  }
}

async function observeTmux(scope: Scope, socket: string): Promise<TmuxServer | null> {
  if (!scope.socketIsApproved) throw new Error(notApproved(socket));
  return await observeServer(scope.runner, socket, () => [...claimsOf(scope)]);
}

/** For what needs no windows: tmux is not asked. `listed`: as for `observe`. */
export async function observeWorktrees(
  scope: Scope,
  request: SnapshotRequest,
  listed: readonly ListedWorktree[] | null = null,
): Promise<Known<GitSnapshot>> {
  return await asked(async () => {
    const { git, found } = await observeGit(scope, listed);
    return { ...git, ours: observeFound(found, unknown('tmux was not asked'), request) };
  });
}

/** With what Slurm says of all jobs, in one call, where a task has one that has not said itself how it ended. */
async function withJobs(runner: Runner, ours: readonly OurWorktree[]): Promise<readonly OurWorktree[]> {
  if (!ours.some(({ job }) => job !== undefined && isOpen(job))) return ours;
  const jobs = await asked(() => runner.run(listJobs));
  return ours.map((one) => (one.job === undefined ? one : { ...one, job: inQueue(one.job, jobs) }));
}

/**
 * Without screens and changes: those are read once nothing else seems to change (`screens.ts`, `changes.ts`). `listed`: the worktrees, where they
 * were listed a moment ago. tmux is asked before this returns its promise.
 */
export async function observe(
  scope: Scope,
  request: SnapshotRequest,
  listed: readonly ListedWorktree[] | null = null,
): Promise<Snapshot> {
  const chosen = looked(() => chooseSocket(scope.config, scope.env, claimsOf(scope)));
  // A claim that can't be read is told by what git's side comes to.
  const socket = chosen.known ? chosen.value : chooseSocket(scope.config, scope.env, []);
  const answering = asked(() => observeTmux(scope, socket)); // the rest is read meanwhile
  const git = await asked(async () => {
    const { git, found, wanted } = await observeGit(scope, listed);
    const ours = observeFound(found, await answering, request, wanted);
    return { ...git, ours: await withJobs(scope.runner, ours) };
  });
  return {
    projectId: scope.projectId,
    socket,
    git,
    tmux: await answering,
    screens: NOT_ASKED,
    bases: {},
    changes: NOT_ASKED,
    now: nowSeconds(),
    busy: [],
  };
}
