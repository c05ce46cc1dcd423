/**
 * The recipe that makes a window and its marks in one call: the window is never there without them, even
 * if the client is killed. Set per window, so that nothing in a user's tmux.conf matters to it.
 */
import type { PaneId, ProjectId, WindowId, WorktreeId } from '../ids.ts';
import { parsePaneId, parseWindowId } from '../ids.ts';
import type { Command } from '../process/command.ts';
import { type Socket, tmuxCall, type Verb } from './server.ts';

export interface WindowSpec {
  readonly session: string;
  /** The session is to be made too. */
  readonly isFirst: boolean;
  /** Unique; the window's name until it has its marks. */
  readonly nonce: string;
  /** As shown; see `tmuxName`. */
  readonly name: string;
  readonly project: ProjectId;
  readonly kind: 'task' | 'watcher';
  readonly worktreeId: WorktreeId | null;
  readonly task: string;
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
}

/** Reads what `openWindow` prints. */
export function parseOpened(stdout: string): OpenedWindow {
  const [windowId = '', paneId = ''] = stdout.trim().split(' ');
  const window = parseWindowId(windowId);
  const pane = parsePaneId(paneId);
  if (window === null || pane === null) throw new Error(`tmux did not name the window it made: ${stdout}`);
  return { window, pane };
}

export function openWindow(socket: Socket, spec: WindowSpec): Command<OpenedWindow> {
  const target = `=${spec.session}:=${spec.nonce}`;
  // A path as `-c` would be expanded as a format; the launcher changes to its directory itself.
  const where = ['-d', '-P', '-F', '#{window_id} #{pane_id}', '-c', '/', '-n', spec.nonce];
  const made: Verb = spec.isFirst
    ? ['new-session', ...where, '-s', spec.session, '-x', '200', '-y', '50', ...spec.argv]
    : ['new-window', ...where, '-t', `=${spec.session}:`, ...spec.argv];
  const session: Verb[] = spec.isFirst
    ? [
        ['set-option', '-t', `=${spec.session}:`, 'destroy-unattached', 'off'],
        ['set-option', '-t', `=${spec.session}:`, '@pane_session', spec.project],
      ]
    : [];
  const options: readonly (readonly [string, string])[] = [
    ['@pane_project', spec.project],
    ['@pane_kind', spec.kind],
    ...(spec.worktreeId === null ? [] : [['@pane_id', spec.worktreeId] as const]),
    ['@pane_task', spec.task],
    ['automatic-rename', 'off'],
    ['allow-rename', 'off'],
    ['remain-on-exit', 'on'],
  ];
  const marks = options.map(([name, value]): Verb => ['set-option', '-w', '-t', target, name, value]);
  const splits = spec.panes.map(
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
  const verbs = [made, ...session, ...marks, ...splits, ['rename-window', '-t', target, spec.name]];
  return tmuxCall(socket, verbs, ({ stdout }) => parseOpened(stdout), { reads: false });
}

/** What must be true of a window of ours; the value is never empty. */
export interface Mark {
  readonly option: '@pane_id' | '@pane_kind';
  readonly value: string;
}

/** Closes the window if it still has this mark, in one call; false: it has not, or is gone. */
export function closeMarked(socket: Socket, window: WindowId, mark: Mark): Command<boolean> {
  // A missing target does not make `if-shell -F` fail: the mark is then empty, and no mark is.
  const verb: Verb = [
    'if-shell',
    '-F',
    '-t',
    window,
    `#{==:#{${mark.option}},${mark.value}}`,
    `kill-window -t ${window}`,
    'display-message -p NOTMINE',
  ];
  return tmuxCall(socket, [verb], ({ stdout }) => !stdout.includes('NOTMINE'), { reads: false });
}

export function renameWindow(socket: Socket, window: WindowId, name: string): Command<void> {
  return tmuxCall(socket, [['rename-window', '-t', window, name]], () => {}, { reads: false });
}
