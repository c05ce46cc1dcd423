/**
 * What is on a tmux server, in one `list-panes -a`: every pane with its window, session and our marks.
 */

import {
  type PaneId,
  type ProjectId,
  parsePaneId,
  parseProjectId,
  parseWindowId,
  parseWorktreeId,
  type WindowId,
  type WorktreeId,
} from '../ids.ts';
import { tryAgain } from '../poll.ts';
import { type Command, CommandError, type Runner } from '../process/command.ts';
import { hasExited, isEmpty, isNoServer, type Socket, tmuxCall } from './server.ts';

export interface TmuxPane {
  readonly pane: PaneId;
  readonly window: WindowId;
  readonly session: string;
  /** The window's number in the session, and the lowest that the session gives. */
  readonly index: number;
  readonly baseIndex: number;
  readonly pid: number;
  readonly dead: boolean;
  /** The name of the program in the foreground. */
  readonly program: string;
  /** The effective `destroy-unattached` of the session: it would end the session when its client leaves. */
  readonly sessionIsFleeting: boolean;
  /** The project that made the session; null: the user's. */
  readonly sessionOf: ProjectId | null;
  /** `pane` opened it, for the very thing that its window is marked for: not a pane that the user split off. */
  readonly opened: boolean;
  /** The mark of a window of ours: whose it is, and which worktree's (`watcher` has none). */
  readonly project: ProjectId | null;
  readonly kind: string;
  readonly worktreeId: WorktreeId | null;
  readonly task: string;
  /** As `records/place` wrote it; may be empty. */
  readonly place: string;
  readonly title: string;
  /** What the agent reported last: `working`, `waiting` or `idle`; empty: nothing yet. */
  readonly reported: string;
  /** Since when, Unix time in seconds; 0 where nothing was reported. */
  readonly reportedSince: number;
  /** When it reported anything last, be it the same; 0 where nothing was reported. */
  readonly reportedAt: number;
  /** What it waits for; may be empty. */
  readonly reportedWhy: string;
  /** What the status line shows of its window; may be empty. */
  readonly shown: string;
  /** What somebody saw the agent do last, and since when: see `snapshot/since`; may be empty. */
  readonly seen: string;
  /** When something was last drawn in its window, Unix time in seconds. */
  readonly drawnAt: number;
}

export interface TmuxServer {
  readonly pid: number;
  readonly socketPath: string;
  readonly version: string;
  readonly panes: readonly TmuxPane[];
}

/** Of the pane's command: that it was started for what its window is marked for, a worktree or a project's watcher. */
const OPENED = ['@pane_id', '@pane_project'].map((mark) => `#{m:*#{${mark}}*,#{pane_start_command}}`);

const FIELDS = [
  'pid',
  'version',
  'pane_id',
  'window_id',
  'window_index',
  'base-index',
  'pane_pid',
  'pane_dead',
  `?@pane_id,${OPENED.join(',')}`,
  'destroy-unattached',
  '@pane_session',
  '@pane_project',
  '@pane_kind',
  '@pane_id',
  '@pane_task',
  '@pane_place',
  '@pane_state',
  '@pane_since',
  '@pane_told',
  '@pane_why',
  '@pane_status',
  '@pane_seen',
  'window_activity',
  'session_name',
  'pane_current_command',
  'pane_title',
  'socket_path', // free text last
];
const FORMAT = FIELDS.map((field) => `#{${field}}`).join('\t');

function parseLine(line: string): { server: Omit<TmuxServer, 'panes'>; pane: TmuxPane } | null {
  const [
    pid,
    version,
    paneId,
    windowId,
    index,
    baseIndex,
    panePid,
    dead,
    opened,
    fleeting,
    sessionOf,
    project,
    kind,
    id,
    task,
    place,
    reported = '',
    reportedSince = '',
    reportedAt = '',
    reportedWhy = '',
    shown = '',
    seen = '',
    drawnAt = '',
    session = '',
    program = '',
    title = '',
    ...path
  ] = line.split('\t');
  const pane = parsePaneId(paneId ?? '');
  const window = parseWindowId(windowId ?? '');
  if (pane === null || window === null) return null;
  const ofProject = parseProjectId(project ?? '');
  return {
    server: { pid: Number(pid), version: version ?? '', socketPath: path.join('\t') },
    pane: {
      pane,
      window,
      session,
      index: Number(index),
      baseIndex: Number(baseIndex),
      pid: Number(panePid),
      dead: dead === '1',
      program,
      opened: opened === '1' && ofProject !== null,
      sessionIsFleeting: fleeting !== '' && fleeting !== 'off' && fleeting !== '0',
      sessionOf: parseProjectId(sessionOf ?? ''),
      project: ofProject,
      kind: kind ?? '',
      worktreeId: parseWorktreeId(id ?? ''),
      task: task ?? '',
      place: place ?? '',
      title,
      reported,
      reportedSince: Number(reportedSince),
      reportedAt: Number(reportedAt),
      reportedWhy,
      shown: /^[A-Za-z]+$/.test(shown) ? shown : '',
      seen,
      drawnAt: Number(drawnAt),
    },
  };
}

const NO_MARKS = { project: null, kind: '', worktreeId: null, task: '', place: '', shown: '' } as const;

/** Marks can be copied: a window in which `pane` opened nothing is not ours, whatever it is marked with. */
function withoutCopies(panes: readonly TmuxPane[]): TmuxPane[] {
  const ours = new Set(panes.flatMap(({ window, opened }) => (opened ? [window] : [])));
  return panes.map((pane) => (ours.has(pane.window) ? pane : { ...pane, ...NO_MARKS }));
}

/** Null: nothing was listed. @throws {Error} for output that is not tmux's. */
export function parsePanes(text: string): TmuxServer | null {
  const lines = text.split('\n').filter((line) => line !== '');
  const parsed = lines.map((line) => {
    const one = parseLine(line);
    if (one === null) throw new Error(`could not read an answer of tmux: ${JSON.stringify(line)}`);
    return one;
  });
  const [first] = parsed;
  return first === undefined
    ? null
    : { ...first.server, panes: withoutCopies(parsed.map(({ pane }) => pane)) };
}

function listPanes(socket: Socket): Command<TmuxServer | null> {
  return tmuxCall(socket, [['list-panes', '-a', '-F', FORMAT]], ({ stdout }) => parsePanes(stdout), {
    reads: true,
  });
}

/** A server without a window lists nothing, or has nothing to begin at. */
function describeEmpty(socket: Socket): Command<TmuxServer> {
  const verb = ['display-message', '-p', '#{pid}\t#{version}\t#{socket_path}'];
  const parse = ({ stdout }: { readonly stdout: string }): TmuxServer => {
    const [pid = '', version = '', ...path] = stdout.replace(/\n$/, '').split('\t');
    return { pid: Number(pid), version, socketPath: path.join('\t'), panes: [] };
  };
  return tmuxCall(socket, [verb], parse, { reads: true });
}

/** A server that ends needs a moment to be gone. */
const ATTEMPTS = { times: 40, everyMs: 25 };

function isEnding(error: unknown): boolean {
  return error instanceof CommandError && hasExited(error.stderr);
}

/** What the server has; null where no server runs on this socket. @throws whatever else keeps it from answering. */
export async function askServer(runner: Runner, socket: Socket): Promise<TmuxServer | null> {
  return await tryAgain(ATTEMPTS, () => askOnce(runner, socket), isEnding);
}

async function askOnce(runner: Runner, socket: Socket): Promise<TmuxServer | null> {
  try {
    const listed = await runner.run(listPanes(socket)).catch((error: unknown) => {
      if (error instanceof CommandError && isEmpty(error.stderr)) return null;
      throw error;
    });
    return listed ?? (await runner.run(describeEmpty(socket)));
  } catch (error) {
    if (error instanceof CommandError && isNoServer(error.stderr)) return null;
    throw error;
  }
}
