/**
 * The recipe that makes a window and its marks in one call: the window is never there without them, even
 * if the client is killed. Set per window, so that nothing in a user's tmux.conf matters to it.
 */
import type { PaneId, ProjectId, TaskName, WindowId, WorktreeId } from '../ids.ts';
import { parsePaneId, parseWindowId } from '../ids.ts';
import type { Command } from '../process/command.ts';
import { tmuxName } from './names.ts';
import { pipeCommand } from './pipe.ts';
import { type Socket, tmuxCall, type Verb } from './server.ts';
import { makingRoom, showingStatus } from './status-line.ts';

/** Where a window goes in its session: beside another one, which moves on those behind it, or at a free number. */
export type Slot = { readonly after: WindowId } | { readonly before: WindowId } | { readonly index: number };

export interface WindowSpec {
  readonly session: string;
  /** Null: at the first number that is free. */
  readonly slot: Slot | null;
  /** The session is to be made too. */
  readonly isFirst: boolean;
  /** Where windows begin that the user opens in a session that is made for us. */
  readonly root: string;
  /** Unique; the window's name until it has its marks. */
  readonly nonce: string;
  /** As shown; see `tmuxName`. */
  readonly name: string;
  readonly project: ProjectId;
  readonly kind: 'task' | 'watcher';
  readonly worktreeId: WorktreeId | null;
  readonly task: string;
  /** Where the project's files lie; empty: not marked. In letters that no parser of tmux's minds. */
  readonly place: string;
  /** Absolute path of the script that takes what its first pane prints; null: none does. */
  readonly log: string | null;
  /** What the status line shows of it at first; null: nothing, ever. */
  readonly shown: string | null;
  /** The status line is to show that: it may only be changed in a session of ours. */
  readonly hasStatusLine: boolean;
  /** Two words at least: tmux gives a single one to the user's shell. */
  readonly argv: readonly [string, string, ...string[]];
  readonly panes: readonly {
    readonly argv: readonly [string, string, ...string[]];
    readonly split: 'right' | 'below';
    readonly size: string | null;
  }[];
}

export interface OpenedWindow {
  readonly window: WindowId;
  readonly pane: PaneId;
  /** tmux's own id, `$4`. */
  readonly session: string;
}

/** Reads what `openWindow` prints; null: it made none. */
export function parseOpened(stdout: string): OpenedWindow | null {
  const [windowId = '', paneId = '', session = ''] = stdout.trim().split(' ');
  const window = parseWindowId(windowId);
  const pane = parsePaneId(paneId);
  return window === null || pane === null || !/^\$\d+$/.test(session) ? null : { window, pane, session };
}

/** Everything that makes the window ours and its name; safe to repeat. */
function marking(spec: WindowSpec, session: string, target: string): Verb[] {
  const ofSession: Verb[] = spec.isFirst
    ? [
        ['set-option', '-t', session, 'destroy-unattached', 'off'],
        ['set-option', '-t', session, '@pane_session', spec.project],
        ...(spec.hasStatusLine ? makingRoom(session) : []),
      ]
    : [];
  const options: readonly (readonly [string, string])[] = [
    ['@pane_project', spec.project],
    ['@pane_kind', spec.kind],
    ...(spec.worktreeId === null ? [] : [['@pane_id', spec.worktreeId] as const]),
    ['@pane_task', spec.task],
    ...(spec.place === '' ? [] : [['@pane_place', spec.place] as const]),
    ['automatic-rename', 'off'],
    ['allow-rename', 'off'],
    ['remain-on-exit', 'on'],
  ];
  return [
    ...ofSession,
    ...options.map(([name, value]): Verb => ['set-option', '-w', '-t', target, name, value]),
    ...(spec.shown === null ? [] : statusOf(spec.shown, spec.hasStatusLine, target)),
  ];
}

/** Before the server reads anything of the pane, if it stands right after the verb that makes it. */
function logging({ log }: WindowSpec, target: string): Verb[] {
  const command = log === null ? null : pipeCommand(log);
  return command === null ? [] : [['pipe-pane', '-t', target, command]];
}

function statusOf(shown: string, hasStatusLine: boolean, target: string): Verb[] {
  // Where this is repeated, the window may have told more by now.
  const first: Verb = ['set-option', '-q', '-o', '-w', '-t', target, '@pane_status', shown];
  return hasStatusLine ? [first, ...showingStatus(target)] : [first];
}

function splitting(spec: WindowSpec, target: string): Verb[] {
  return spec.panes.map(
    (pane): Verb => [
      'split-window',
      '-d',
      pane.split === 'right' ? '-h' : '-v',
      ...(pane.size === null ? [] : ['-l', pane.size]),
      '-c',
      '/',
      '-t',
      target,
      ...pane.argv,
    ],
  );
}

function slotWords(session: string, slot: Slot | null): string[] {
  if (slot === null) return ['-t', session];
  if ('index' in slot) return ['-t', `${session}${slot.index}`];
  return 'after' in slot ? ['-a', '-t', `${session}${slot.after}`] : ['-b', '-t', `${session}${slot.before}`];
}

/** A path as `-c` is expanded as a format: one that could be one is not given. */
function asDirectory(path: string): string {
  return /[#%]/.test(path) ? '/' : path;
}

export function openWindow(socket: Socket, spec: WindowSpec): Command<OpenedWindow> {
  const session = `=${spec.session}:`;
  const target = `${session}=${spec.nonce}`;
  const where = ['-d', '-P', '-F', '#{window_id} #{pane_id} #{session_id}', '-n', spec.nonce];
  // The launcher changes to its directory itself.
  const made: Verb = spec.isFirst
    ? [
        ...['new-session', ...where, '-c', asDirectory(spec.root), '-s', spec.session],
        ...['-x', '200', '-y', '50', ...spec.argv],
      ]
    : ['new-window', ...where, '-c', '/', ...slotWords(session, spec.slot), ...spec.argv];
  const name: Verb = ['rename-window', '-t', target, spec.name];
  const rest = [...marking(spec, session, target), ...splitting(spec, target), name];
  const verbs = [made, ...logging(spec, target), ...rest];
  const parse = ({ stdout }: { readonly stdout: string }): OpenedWindow => {
    const opened = parseOpened(stdout);
    if (opened === null) throw new Error(`tmux did not name the window it made: ${stdout}`);
    return opened;
  };
  return tmuxCall(socket, verbs, parse, { reads: false });
}

/**
 * Marks and names a window that was made, but not found again by its first name: a hook had renamed it.
 * `isLogged`: it was found for its log.
 */
export function finishWindow(
  socket: Socket,
  spec: WindowSpec,
  made: OpenedWindow,
  { isLogged }: { readonly isLogged: boolean },
): Command<void> {
  const name: Verb = ['rename-window', '-t', made.window, spec.name];
  const log = isLogged ? [] : logging(spec, made.pane);
  return tmuxCall(socket, [...log, ...marking(spec, made.session, made.window), name], () => {}, {
    reads: false,
  });
}

/** Adds the further panes from this index on. */
export function splitWindow(
  socket: Socket,
  spec: WindowSpec,
  made: OpenedWindow,
  from: number,
): Command<void> {
  return tmuxCall(socket, splitting(spec, made.window).slice(from), () => {}, { reads: false });
}

/** What must be true of a window of ours; the value is never empty. */
export interface Mark {
  readonly option: '@pane_id' | '@pane_kind';
  readonly value: string;
}

/** Every option that a window of ours has and another one has not. */
export const WINDOW_OPTIONS: readonly string[] = [
  ...['project', 'kind', 'id', 'task', 'place', 'state', 'since', 'why', 'status', 'suffix'].map(
    (name) => `@pane_${name}`,
  ),
  ...['automatic-rename', 'allow-rename', 'remain-on-exit'],
  ...['window-status-format', 'window-status-current-format'],
];

export interface PanesToClose {
  /** Process of the server that listed them: another one gives the same numbers to other panes. */
  readonly server: number;
  readonly panes: readonly { readonly pane: PaneId; readonly window: WindowId }[];
  /** Of their windows. */
  readonly mark: Mark;
}

/**
 * Closes these panes, in one call, and takes its marks from a window that stays because others are in it. A window
 * goes with its last pane.
 */
export function closePanes(socket: Socket, { server, panes, mark }: PanesToClose): Command<void> {
  // A missing target does not make `if-shell -F` fail: the condition is then false.
  const closing = panes.map(({ pane }): Verb => {
    const condition = `#{&&:#{==:#{pane_id},${pane}},#{==:#{pid},${server}}}`;
    return ['if-shell', '-F', '-t', pane, condition, `kill-pane -t ${pane}`];
  });
  const unmarking = [...new Set(panes.map(({ window }) => window))].map((window): Verb => {
    const options = WINDOW_OPTIONS.map((name) => `set-option -wqu -t ${window} ${name}`);
    const condition = `#{==:#{${mark.option}},${mark.value}}`;
    return ['if-shell', '-F', '-t', window, condition, options.join(' ; ')];
  });
  return tmuxCall(socket, [...closing, ...unmarking], () => {}, { reads: false });
}

/** Renames the window of a pane if it has this mark. `name`: see `tmuxName`. */
export function renameMarked(socket: Socket, pane: PaneId, mark: Mark, name: string): Command<void> {
  const condition = `#{==:#{${mark.option}},${mark.value}}`;
  const verb: Verb = ['if-shell', '-F', '-t', pane, condition, `rename-window -t ${pane} ${name}`];
  return tmuxCall(socket, [verb], () => {}, { reads: false });
}

/** Gives a task's window its new name and mark, if it has this id; a name that the user gave it stays. */
export function renameTaskWindow(
  socket: Socket,
  pane: PaneId,
  { id, from, to }: { readonly id: WorktreeId; readonly from: TaskName; readonly to: TaskName },
): Command<void> {
  const isOurs = `#{==:#{@pane_id},${id}}`;
  const named = `#{&&:${isOurs},#{==:#{window_name},${tmuxName(from)}}}`;
  const verbs: Verb[] = [
    ['if-shell', '-F', '-t', pane, named, `rename-window -t ${pane} ${tmuxName(to)}`],
    ['if-shell', '-F', '-t', pane, isOurs, `set-option -w -t ${pane} @pane_task ${to}`],
  ];
  return tmuxCall(socket, verbs, () => {}, { reads: false });
}
