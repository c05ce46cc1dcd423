/**
 * Observations with as little in them as a test needs, and a pure model of what each operation does to
 * them: with it the planner is tested without any tool.
 */
import type { TaskConfig } from '../../src/config/config.ts';
import { type DesiredTask, desireTask } from '../../src/config/desired.ts';
import type { ListedWorktree } from '../../src/git/worktrees.ts';
import { sha256 } from '../../src/hash.ts';
import { parseProjectId, parseWindowId, parseWorktreeId, type WorktreeId } from '../../src/ids.ts';
import type { Operation } from '../../src/operations/kinds.ts';
import { type Policy, plainPolicy } from '../../src/plan/policy.ts';
import type { Stamp } from '../../src/records/stamp.ts';
import type { Claim, GitSnapshot, Holder, OurWorktree, Snapshot } from '../../src/snapshot/snapshot.ts';
import type { State } from '../../src/snapshot/state.ts';
import type { TaskState } from '../../src/snapshot/status.ts';
import type { TmuxPane, TmuxServer } from '../../src/tmux/panes.ts';
import { task } from './trust.ts';

export function id(number: number): WorktreeId {
  const found = parseWorktreeId(number.toString(16).padStart(12, '0'));
  if (found === null) throw new Error('not an id');
  return found;
}

const projectId = parseProjectId('0123456789abcdef');

export function desired(name: string, parts: Partial<TaskConfig> = {}): DesiredTask {
  return desireTask(task(name, parts), sha256);
}

export const mainWorktree: ListedWorktree = {
  path: '/r',
  head: 'a'.repeat(40),
  branch: 'main',
  bare: false,
  locked: null,
  prunable: false,
};

export const mainRef = {
  name: 'refs/heads/main',
  commit: 'a'.repeat(40),
  points: null,
  upstream: null,
  onlyBehind: false,
};

/** What a plain `up` does. */
export const PLAIN: Policy = plainPolicy({ session: 'r', sessionIsFixed: false });

/** The branch of an archive. */
const archivedRef = { ...mainRef, name: 'refs/heads/x' };

export function stampOf(of: DesiredTask, parts: Partial<Stamp> = {}): Stamp {
  return {
    version: 1,
    id: id(of.name.length * 1000 + of.name.charCodeAt(0)),
    config: 'pane.config.yaml',
    project: 'r',
    task: of.name,
    branch: of.branch,
    base: of.base,
    baseRef: 'refs/heads/main',
    commit: 'a'.repeat(40),
    createdAt: '2026-01-01T00:00:00.000Z',
    progress: 'made',
    error: null,
    brought: [],
    prompt: of.hashes.prompt,
    applied: of.hashes,
    hold: null,
    archive: null,
    ...parts,
  };
}

/** As git lists it: one that was archived is at the commit that HEAD was at. */
function listedOf(of: DesiredTask, { archive }: Stamp): ListedWorktree {
  const listed = { ...mainWorktree, path: of.worktree, branch: of.branch };
  return archive?.detached ? { ...listed, path: archive.to, branch: null, head: archive.commit } : listed;
}

export function worktreeOf(of: DesiredTask, parts: Partial<OurWorktree> = {}): OurWorktree {
  const stamp = parts.stamp ?? stampOf(of);
  return {
    admin: `/r/.git/worktrees/${of.name}`,
    path: of.worktree,
    listed: listedOf(of, stamp),
    claim: claim(100),
    launcher: { state: 'running', at: 1, code: null, reason: '', shell: 'bash', paste: '' },
    prompts: {},
    unanswered: null,
    untyped: null,
    turns: null,
    attempts: null,
    checker: null,
    conversation: null,
    inProgress: null,
    unlinked: null,
    ...parts,
    stamp,
  };
}

export function claim(
  launcher: number,
  { serverPid = 1, socket = '/t', ...parts }: Partial<Claim & Holder> = {},
): Claim {
  const holder = { pid: launcher, liveness: 'alive', serverIsAlive: true, ...parts } as const;
  return { launcher, host: 'here', serverPid, socket, pane: '%1', holder };
}

export function paneOf(worktree: OurWorktree, number: number, parts: Partial<TmuxPane> = {}): TmuxPane {
  const window = parseWindowId(`@${number}`);
  if (window === null || projectId === null) throw new Error('not an id');
  return {
    pane: `%${number}` as TmuxPane['pane'],
    window,
    session: 'r',
    index: number,
    baseIndex: 0,
    pid: worktree.claim?.launcher ?? 1,
    dead: false,
    program: 'claude',
    opened: true,
    sessionIsFleeting: false,
    sessionOf: projectId,
    project: projectId,
    kind: 'task',
    worktreeId: worktree.stamp.id,
    task: worktree.stamp.task,
    place: '',
    title: '',
    reported: '',
    reportedSince: 0,
    reportedAt: 0,
    reportedWhy: '',
    shown: '',
    seen: '',
    drawnAt: 0,
    ...parts,
  };
}

export function serverWith(panes: readonly TmuxPane[]): TmuxServer {
  return { pid: 1, socketPath: '/t', version: '3.3a', panes };
}

export function observed(
  git: Partial<GitSnapshot> = {},
  server: TmuxServer | null = null,
  parts: Partial<Snapshot> = {},
): Snapshot {
  if (projectId === null) throw new Error('not an id');
  const listed = git.listed ?? [mainWorktree];
  const checkedOut = listed.flatMap(({ branch, path }) => (branch === null ? [] : [{ branch, path }]));
  return {
    projectId,
    socket: 'default',
    git: {
      known: true,
      value: {
        listed,
        ours: [],
        making: [],
        unreadableMaking: [],
        namesakes: [],
        unreadable: [],
        leftovers: {},
        occupied: [],
        refs: [mainRef, archivedRef],
        holders: checkedOut.map((each) => ({ ...each, operation: null })),
        missingBases: [],
        ...git,
      },
    },
    tmux: { known: true, value: server },
    screens: 'not asked',
    bases: {},
    changes: 'not asked',
    now: 0,
    busy: [],
    ...parts,
  };
}

/** A task that is up, with its window. */
export function up(of: DesiredTask, number = 1): { worktree: OurWorktree; pane: TmuxPane } {
  const worktree = worktreeOf(of, { claim: claim(100 + number) });
  return { worktree, pane: paneOf(worktree, number) };
}

/** What a task does, as it is told of it. */
export function state(name: TaskState, message: string | null = null): State {
  return {
    state: name,
    message,
    exitCode: null,
    since: null,
    source: null,
    due: null,
    beneath: null,
    isBusy: false,
    staysClosed: false,
    record: null,
    until: null,
    checkAt: null,
  };
}

function withoutPane(server: TmuxServer | null, worktreeId: WorktreeId): TmuxServer | null {
  const panes = (server?.panes ?? []).filter((pane) => pane.worktreeId !== worktreeId);
  return panes.length === 0 ? null : serverWith(panes);
}

/** What is there after the operation was carried out. */
export function after(before: Snapshot, operation: Operation): Snapshot {
  if (!before.git.known || !before.tmux.known) throw new Error('not asked');
  const { ours } = before.git.value;
  const server = before.tmux.value;
  const change = (worktrees: readonly OurWorktree[], next: TmuxServer | null): Snapshot => {
    if (!before.git.known) throw new Error('not asked');
    const listed = [mainWorktree, ...worktrees.flatMap((worktree) => worktree.listed ?? [])];
    return {
      ...before,
      git: { known: true, value: { ...before.git.value, ours: worktrees, listed } },
      tmux: { known: true, value: next },
    };
  };
  const restamp = (worktreeId: WorktreeId, parts: Partial<Stamp>, rest: Partial<OurWorktree> = {}) =>
    ours.map((each) =>
      each.stamp.id === worktreeId ? { ...each, ...rest, stamp: { ...each.stamp, ...parts } } : each,
    );
  const live = ours.find(({ stamp }) => stamp.task === operation.task && stamp.archive === null);
  switch (operation.kind) {
    case 'create-worktree': {
      const of = operation.desired;
      const stamp = stampOf(of, { id: id(ours.length + 1), progress: 'copy', applied: null });
      const listed = { ...mainWorktree, path: operation.path, branch: operation.branch };
      const made = worktreeOf(of, { stamp, claim: null, launcher: null, listed, path: operation.path });
      return change([...ours, made], server);
    }
    case 'copy-files':
      return live === undefined ? before : change(restamp(live.stamp.id, { progress: 'made' }), server);
    case 'restart-agent':
    case 'open-window': {
      if (live === undefined) return before;
      const { hashes } = operation.desired;
      const number = ours.indexOf(live) + 1;
      const opened = restamp(
        live.stamp.id,
        { applied: hashes, hold: null },
        {
          claim: claim(100 + number),
          launcher: { state: 'running', at: 1, code: null, reason: '', shell: 'sh', paste: '' },
        },
      );
      const others = withoutPane(server, live.stamp.id)?.panes ?? [];
      return change(opened, serverWith([...others, paneOf(opened[number - 1] ?? live, number)]));
    }
    case 'close-window':
      return change(
        restamp(operation.worktreeId, {}, { claim: claim(1, { liveness: 'dead' }) }),
        withoutPane(server, operation.worktreeId),
      );
    case 'start-check':
      return change(restamp(operation.worktreeId, {}, { checker: 'alive' }), server);
    case 'clear-half-made': {
      const making = before.git.value.making.filter(({ task }) => task !== operation.task);
      return { ...before, git: { known: true, value: { ...before.git.value, making } } };
    }
    case 'archive-worktree': {
      const archive = archived(operation.path);
      return change(
        restamp(operation.worktreeId, { archive }, { claim: null, listed: null, path: archive.to }),
        withoutPane(server, operation.worktreeId),
      );
    }
    case 'restore-worktree': {
      const { path } = operation;
      const back = restamp(operation.worktreeId, { archive: null }, { path });
      return change(
        back.map((each) =>
          each.stamp.id === operation.worktreeId
            ? { ...each, listed: { ...mainWorktree, path, branch: each.stamp.branch } }
            : each,
        ),
        server,
      );
    }
  }
}

export function archived(
  from: string,
  parts: Partial<NonNullable<Stamp['archive']>> = {},
): NonNullable<Stamp['archive']> {
  return {
    step: 'archived',
    from,
    to: `/r.worktrees/.archive${from}`,
    branch: 'x',
    commit: 'a'.repeat(40),
    detached: true,
    ended: true,
    at: '2026-01-02T00:00:00.000Z',
    attachTo: null,
    ...parts,
  };
}
