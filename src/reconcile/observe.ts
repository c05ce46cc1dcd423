/**
 * Looks at what is there, without changing anything: one `git worktree list`, one `tmux list-panes`, the
 * stamps, and `git for-each-ref` when a worktree is wanted that is not there.
 */
import { join, relative, resolve } from 'node:path';
import { parseClaim, parseState } from '../agents/launcher-files.ts';
import type { Config } from '../config/config.ts';
import { messageOf } from '../errors.ts';
import { findRefs } from '../git/find-refs.ts';
import type { Repository } from '../git/repository.ts';
import { listIfThere, readIfThere, realPathIfThere } from '../git/small-file.ts';
import { isTaken } from '../git/taken.ts';
import {
  type AdminDirectory,
  adminDirectoryOf,
  askWorktrees,
  type ListedWorktree,
  listAdminDirectories,
} from '../git/worktrees.ts';
import type { ProjectId } from '../ids.ts';
import type { Runner } from '../process/command.ts';
import { liveness } from '../process/identity.ts';
import { chooseSocket, observeServer } from './observe-server.ts';
import type { Asked, Claim, GitObserved, Namesake, Observed, OurWorktree } from './observed.ts';
import type { Stamp } from './stamp.ts';
import { listMakingRecords, paneDirectory, readStamp } from './store.ts';

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
    return { asked: false, reason: messageOf(error) };
  }
}

/** Asked at most once, and only if somebody wants to know: mostly tmux shows the window, and nobody does. */
function lazy<T>(look: () => T): () => T {
  let found: { readonly value: T } | null = null;
  return () => {
    found ??= { value: look() };
    return found.value;
  };
}

/** The claim lives as long as the launcher or its agent: an agent may outlive its window. */
export function readClaim(directory: string): Claim | null {
  const text = readIfThere(join(directory, 'run'));
  if (text === null) return null;
  const { pid: launcher, start, boot, host, server, pane, socket } = parseClaim(text);
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
function locate(admin: AdminDirectory, stamp: Stamp): string | null {
  const places = new Set([
    admin.worktree,
    ...(stamp.archive === null ? [] : [stamp.archive.to, stamp.archive.from]),
  ]);
  for (const place of places) if (adminDirectoryOf(place) === admin.path) return place;
  return null;
}

function readPrompts(directory: string): OurWorktree['prompts'] {
  return new Map(
    listIfThere(directory).map((name) => {
      const text = readIfThere(join(directory, name));
      return [name, text?.includes('started') ? 'started' : 'claimed'];
    }),
  );
}

/** Null: no agent was started here. */
function readConversation(directory: string): OurWorktree['conversation'] {
  const text = readIfThere(join(directory, 'session'))?.trim() ?? null;
  if (text === null) return null;
  return { id: /^[\w.-]{1,200}$/.test(text) ? text : null };
}

/**
 * Null: not ours. In a copied repository the admin directories are copies too, and name the original's
 * worktrees, whose `.git` names the original's.
 */
function observeWorktree(
  admin: AdminDirectory,
  stamp: Stamp,
  listed: readonly ListedWorktree[],
): OurWorktree | null {
  const directory = paneDirectory(admin.path);
  const path = locate(admin, stamp);
  const state = readIfThere(join(directory, 'state'));
  if (path === null && adminDirectoryOf(admin.worktree) !== null) return null;
  const prompts = lazy(() => readPrompts(join(directory, 'prompts')));
  const conversation = lazy(() => readConversation(directory));
  return {
    admin: admin.path,
    stamp,
    path,
    listed: listed.find((worktree) => worktree.path === admin.worktree) ?? null,
    claim: readClaim(directory),
    launcher: state === null ? null : parseState(state),
    get prompts() {
      return prompts();
    },
    get conversation() {
      return conversation();
    },
  };
}

interface Stamped {
  readonly ours: readonly OurWorktree[];
  readonly namesakes: readonly Namesake[];
}

/** The worktrees with a stamp of `pane`'s, of any project. `isMeant`: looks closely only at these. */
export function observeStamped(
  admins: readonly AdminDirectory[],
  listed: readonly ListedWorktree[],
  isMeant: (stamp: Stamp) => boolean = () => true,
): OurWorktree[] {
  return admins.flatMap((admin) => {
    const stamp = readStamp(admin.path);
    return stamp === null || !isMeant(stamp) ? [] : (observeWorktree(admin, stamp, listed) ?? []);
  });
}

function observeStamps(scope: Scope, listed: readonly ListedWorktree[]): Stamped {
  const stamped = observeStamped(listAdminDirectories(scope.repository.common), listed);
  const others = stamped.filter(
    ({ stamp }) =>
      stamp.config !== scope.configName && stamp.project === scope.config.project && stamp.archive === null,
  );
  return {
    ours: stamped.filter(({ stamp }) => stamp.config === scope.configName),
    namesakes: [...new Set(others.map(({ stamp }) => stamp.config))].map((config) => ({
      config,
      isThere: realPathIfThere(resolve(scope.repository.main ?? '/', config)) !== null,
    })),
  };
}

async function observeGit(scope: Scope, known: readonly ListedWorktree[] | null): Promise<GitObserved> {
  const { runner, repository, config, projectId } = scope;
  const where = repository.main ?? repository.common;
  const listed = known ?? (await askWorktrees(runner, where));
  const { ours, namesakes } = observeStamps(scope, listed);
  const making = listMakingRecords(repository.common, projectId);
  const there = new Set(ours.filter(({ stamp }) => stamp.archive === null).map(({ stamp }) => stamp.task));
  const wanted = config.tasks.filter((task) => !task.paused && !there.has(task.name));
  const occupied = new Set(wanted.map(({ worktree }) => worktree).filter(isTaken));
  const branches = wanted.flatMap(({ branch }) => [branch, `${branch}-[0-9]*`]);
  const refs = wanted.length === 0 ? [] : await findRefs(runner, where, branches);
  return { listed, ours, making, namesakes, occupied, refs };
}

/** A client hands its environment and its terminal over to the server that it speaks to. */
function notApproved(socket: string): string {
  return `the socket ${socket}, which the file names, was not approved: \`pane trust\` shows and approves it`;
}

/** `known`: the worktrees, where they were listed a moment ago. */
export async function observe(
  scope: Scope,
  known: readonly ListedWorktree[] | null = null,
): Promise<Observed> {
  const git = await asked(() => observeGit(scope, known));
  const claims = git.asked ? git.value.ours.map(({ claim }) => claim) : [];
  const socket = chooseSocket(scope.config, scope.env, claims);
  const tmux = await asked(async () => {
    if (!scope.socketIsApproved) throw new Error(notApproved(socket));
    return await observeServer(scope.runner, socket, claims);
  });
  return { projectId: scope.projectId, socket, git, tmux };
}
