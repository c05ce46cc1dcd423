/**
 * Looks at what is there, without changing anything: one `git worktree list`, one `tmux list-panes`, the
 * stamps, and `git for-each-ref` when a worktree is wanted that is not there.
 */
import { join, relative, resolve } from 'node:path';
import { parseClaim, parseState } from '../agents/launcher-files.ts';
import type { Config } from '../config/config.ts';
import { isInterrupt, messageOf } from '../errors.ts';
import { findMissing, findRefs } from '../git/find-refs.ts';
import { branchHolders } from '../git/holders.ts';
import { readInProgress } from '../git/in-progress.ts';
import type { Repository } from '../git/repository.ts';
import { readIfThere, realPathIfThere } from '../git/small-file.ts';
import { isTaken } from '../git/taken.ts';
import {
  type AdminDirectory,
  adminDirectoryOf,
  askWorktrees,
  eachAdminDirectory,
  isLinkedTo,
  type ListedWorktree,
  listAdminDirectories,
} from '../git/worktrees.ts';
import type { ProjectId } from '../ids.ts';
import { lazy } from '../lazy.ts';
import type { Runner } from '../process/command.ts';
import { liveness } from '../process/identity.ts';
import { allCarriersOf } from '../process/table.ts';
import { readUnanswered } from '../records/question.ts';
import type { Stamp } from '../records/stamp.ts';
import { listMakingRecords, paneDirectory, readStamp, unreadableStamp } from '../records/store.ts';
import type { TmuxServer } from '../tmux/panes.ts';
import { expressionsIn } from './branch-start.ts';
import { chooseSocket, observeServer } from './observe-server.ts';
import type {
  Asked,
  Claim,
  GitObserved,
  Namesake,
  Observed,
  OurWorktree,
  UnreadableStamp,
} from './observed.ts';
import { readConversation, readPrompts } from './past-launches.ts';

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

async function asked<T>(ask: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { asked: true, value: await ask() };
  } catch (error) {
    if (isInterrupt(error)) throw error;
    return { asked: false, reason: messageOf(error) };
  }
}

/** The same for what is read at once. */
function looked<T>(look: () => T): Asked<T> {
  try {
    return { asked: true, value: look() };
  } catch (error) {
    return { asked: false, reason: messageOf(error) };
  }
}

/** The claim lives as long as the launcher or its agent: an agent may outlive its window. */
export function readClaim(directory: string): Claim | null {
  const text = readIfThere(`${directory}/run`);
  if (text === null) return null;
  const { pid: launcher, start, boot, host, server, pane, socket } = parseClaim(text);
  // Mostly tmux shows the window, and nobody wants to know.
  const holder = lazy((): Pick<Claim, 'pid' | 'liveness'> => {
    const alive = liveness({ pid: launcher, start, boot, host });
    if (alive !== 'dead') return { pid: launcher, liveness: alive };
    const agent = parseClaim(readIfThere(join(directory, 'agent')) ?? '');
    const outlived = agent.pid > 0 && liveness({ ...agent, boot, host }) === 'alive';
    return outlived ? { pid: agent.pid, liveness: 'alive' } : { pid: launcher, liveness: 'dead' };
  });
  const serverIsAlive = lazy(() => liveness({ ...server, boot, host }) !== 'dead');
  return {
    launcher,
    host,
    serverPid: server.pid,
    socket,
    pane,
    get pid() {
      return holder().pid;
    },
    get liveness() {
      return holder().liveness;
    },
    get serverIsAlive() {
      return serverIsAlive();
    },
  };
}

/** The place where the worktree lies: one whose `.git` names the admin directory in turn. */
function locate({ path, worktree, stamp }: StampedAdmin): string | null {
  const places = new Set([
    worktree,
    ...(stamp.archive === null ? [] : [stamp.archive.to, stamp.archive.from]),
  ]);
  for (const place of places) if (isLinkedTo(place, path)) return place;
  return null;
}

interface StampedAdmin extends AdminDirectory {
  readonly stamp: Stamp;
}

/** The admin directories with a stamp of `pane`'s, of any project, each read when it is asked for. */
function* stampedOf(admins: Iterable<AdminDirectory>): Generator<StampedAdmin> {
  for (const admin of admins) {
    const stamp = readStamp(admin.path);
    if (stamp !== null) yield { ...admin, stamp };
  }
}

/**
 * In a copied repository the admin directories are copies too, and name the original's worktrees, whose `.git` names
 * the original's.
 */
function isCopy(admin: StampedAdmin, path: string | null): boolean {
  return path === null && adminDirectoryOf(admin.worktree) !== null;
}

/** By path. */
type Listed = ReadonlyMap<string, ListedWorktree>;

function byPath(listed: readonly ListedWorktree[]): Listed {
  return new Map(listed.map((worktree) => [worktree.path, worktree]));
}

/** Null: not ours. */
function observeWorktree(admin: StampedAdmin, listed: Listed): OurWorktree | null {
  const directory = paneDirectory(admin.path);
  const path = locate(admin);
  if (isCopy(admin, path)) return null;
  const state = readIfThere(`${directory}/state`);
  const prompts = lazy(() => readPrompts(`${directory}/prompts`));
  const conversation = lazy(() => readConversation(directory));
  const known = listed.get(admin.worktree) ?? null;
  const inProgress = lazy(() => (known?.branch == null ? readInProgress(admin.path) : null));
  const unanswered = lazy(() => readUnanswered(directory));
  const untyped = lazy(() => readIfThere(`${directory}/untyped`));
  return {
    admin: admin.path,
    stamp: admin.stamp,
    path,
    unlinked: path === null && isTaken(admin.worktree) ? admin.worktree : null,
    listed: known,
    claim: readClaim(directory),
    launcher: state === null ? null : parseState(state),
    get prompts() {
      return prompts();
    },
    get unanswered() {
      return unanswered();
    },
    get untyped() {
      return untyped();
    },
    get conversation() {
      return conversation();
    },
    get inProgress() {
      return inProgress();
    },
  };
}

/** The worktrees whose stamp is there and can't be read. */
export function observeUnreadable(admins: readonly AdminDirectory[]): UnreadableStamp[] {
  return admins.flatMap(({ path, worktree }) => {
    const found = unreadableStamp(path);
    return found === null ? [] : [{ ...found, worktree, claim: readClaim(paneDirectory(path)) }];
  });
}

interface Stamped {
  readonly unreadable: readonly UnreadableStamp[];
  readonly ours: readonly OurWorktree[];
  readonly namesakes: readonly Namesake[];
}

/** The worktrees with a stamp of `pane`'s, of any project. `isMeant`: looks closely only at these. */
export function observeStamped(
  admins: readonly AdminDirectory[],
  listed: readonly ListedWorktree[],
  isMeant: (stamp: Stamp) => boolean = () => true,
): OurWorktree[] {
  const meant = [...stampedOf(admins)].filter(({ stamp }) => isMeant(stamp));
  const known = byPath(listed);
  return meant.flatMap((admin) => observeWorktree(admin, known) ?? []);
}

function observeStamps(scope: Scope, listed: readonly ListedWorktree[]): Stamped {
  const admins = listAdminDirectories(scope.repository.common);
  const stamped = observeStamped(admins, listed);
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
function leftoversAt(paths: readonly string[]): GitObserved['leftovers'] {
  if (paths.length === 0) return new Map();
  const carriers = allCarriersOf('PANE_WORKTREE');
  return new Map(paths.flatMap((path) => (carriers.has(path) ? [[path, carriers.get(path) ?? []]] : [])));
}

async function observeGit(scope: Scope, known: readonly ListedWorktree[] | null): Promise<GitObserved> {
  const { runner, repository, config, projectId } = scope;
  const where = repository.main ?? repository.common;
  const listed = known ?? (await askWorktrees(runner, where));
  const { ours, namesakes, unreadable } = observeStamps(scope, listed);
  const making = listMakingRecords(repository.common, projectId);
  const there = new Set(ours.filter(({ stamp }) => stamp.archive === null).map(({ stamp }) => stamp.task));
  const wanted = config.tasks.filter((task) => !task.paused && !there.has(task.name));
  const occupied = new Set(wanted.map(({ worktree }) => worktree).filter(isTaken));
  const names = new Set(wanted.map(({ name }) => name));
  const returning = ours.filter(({ stamp }) => names.has(stamp.task));
  const branches = [
    ...wanted.flatMap(({ branch }) => [branch, `${branch}-[0-9]*`]),
    ...returning.flatMap(({ stamp: { archive } }) => archive?.attachTo ?? archive?.branch ?? []),
  ];
  const bases = wanted.flatMap(({ base }) => base ?? []);
  const refs = wanted.length === 0 ? [] : await findRefs(runner, where, branches, bases);
  const missingBases = await findMissing(runner, where, expressionsIn(bases, { refs, listed }));
  const holders = wanted.length === 0 ? [] : branchHolders(repository.common, listed);
  const leftovers = leftoversAt(wanted.map(({ worktree }) => worktree));
  return { listed, ours, making, namesakes, unreadable, occupied, leftovers, refs, holders, missingBases };
}

/** A client hands its environment and its terminal over to the server that it speaks to. */
function notApproved(socket: string): string {
  return `the socket ${socket}, which the file names, was not approved: \`pane trust\` shows and approves it`;
}

/** The claims on our worktrees, each read when it is asked for: mostly the first one tells the server. */
function* claimsOf({ configName, repository }: Scope): Generator<Claim | null> {
  for (const admin of stampedOf(eachAdminDirectory(repository.common))) {
    if (admin.stamp.config === configName && !isCopy(admin, locate(admin)))
      yield readClaim(paneDirectory(admin.path));
  }
}

async function observeTmux(scope: Scope, socket: string): Promise<TmuxServer | null> {
  if (!scope.socketIsApproved) throw new Error(notApproved(socket));
  return await observeServer(scope.runner, socket, () => [...claimsOf(scope)]);
}

/** For what needs no windows: tmux is not asked. `known`: as for `observe`. */
export async function observeWorktrees(
  scope: Scope,
  known: readonly ListedWorktree[] | null = null,
): Promise<Asked<GitObserved>> {
  return await asked(() => observeGit(scope, known));
}

/** `known`: the worktrees, where they were listed a moment ago. tmux is asked before this returns its promise. */
export async function observe(
  scope: Scope,
  known: readonly ListedWorktree[] | null = null,
): Promise<Observed> {
  const chosen = looked(() => chooseSocket(scope.config, scope.env, claimsOf(scope)));
  // A claim that can't be read is told by what git's side comes to.
  const socket = chosen.asked ? chosen.value : chooseSocket(scope.config, scope.env, []);
  const answering = asked(() => observeTmux(scope, socket)); // the rest is read meanwhile
  const git = await asked(() => observeGit(scope, known));
  return { projectId: scope.projectId, socket, git, tmux: await answering, busy: new Map() };
}
