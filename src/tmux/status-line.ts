/**
 * What a task does, in tmux's status line: the window option `@pane_status`, and in sessions of ours the formats
 * that show it. Options of our own windows and sessions only; the user's formats are added to, not replaced.
 */
import { type PaneId, parsePaneId, type WindowId, type WorktreeId } from '../ids.ts';
import type { Command } from '../process/command.ts';
import { type Socket, tmuxCall, type Verb } from './server.ts';

const SUFFIX = '#{?@pane_status, #{@pane_status},}';

/** The user's format and, unless it shows the option already, ours behind it. tmux puts them together. */
function appending(target: string, format: string): Verb {
  const own = `#{?#{m:*@pane_status*,#{${format}}},,#{@pane_suffix}}`;
  return ['set-option', '-w', '-F', '-t', target, format, `#{${format}}${own}`];
}

/** Lets the status line show the option; safe to repeat. */
export function showingStatus(target: string): Verb[] {
  return [
    ['set-option', '-w', '-t', target, '@pane_suffix', SUFFIX],
    appending(target, 'window-status-format'),
    appending(target, 'window-status-current-format'),
  ];
}

/** Columns of the default `status-right`, and as many for the windows: below that the windows need the room. */
const ROOM_FOR_BOTH = 80;

/**
 * Leaves the right part of the status line (a title, the time) out on narrow terminals: tmux would cut the windows for
 * it. In a session of our own only; the user's format is kept as it is, under a name of ours. Safe to repeat.
 */
export function makingRoom(session: string): Verb[] {
  const unlessNarrow = `#{?#{e|<:#{client_width},${ROOM_FOR_BOTH}},,#{T:@pane_right}}`;
  return [
    ['set-option', '-q', '-o', '-F', '-t', session, '@pane_right', '#{status-right}'],
    ['set-option', '-t', session, 'status-right', unlessNarrow],
  ];
}

export interface ShownChange {
  readonly window: WindowId;
  readonly worktreeId: WorktreeId;
  readonly from: string;
  /** A word. */
  readonly to: string;
}

/** Far below the length of one call that tmux takes, and the number of words that 3.7 does. */
export const CHANGES_IN_A_CALL = 60;

/** Changes what windows show, where they still are ours and show what they did: an agent may have told more by now. */
export function changeShown(socket: Socket, changes: readonly ShownChange[]): Command<void> {
  const verbs = changes.map(({ window, worktreeId, from, to }): Verb => {
    const condition = `#{&&:#{==:#{@pane_id},${worktreeId}},#{==:#{@pane_status},${from}}}`;
    return ['if-shell', '-F', '-t', window, condition, `set-option -w -t ${window} @pane_status ${to}`];
  });
  return tmuxCall(socket, verbs, () => {}, { reads: false });
}

export interface SeenWindow {
  readonly window: WindowId;
  readonly worktreeId: WorktreeId;
  /** A word and a number. */
  readonly text: string;
}

/** Keeps in windows, where they still are ours, what was seen in them: `@pane_seen`. */
export function recordInWindows(socket: Socket, seen: readonly SeenWindow[]): Command<void> {
  const verbs = seen.map(({ window, worktreeId, text }): Verb => {
    const condition = `#{==:#{@pane_id},${worktreeId}}`;
    return ['if-shell', '-F', '-t', window, condition, `set-option -w -t ${window} @pane_seen '${text}'`];
  });
  return tmuxCall(socket, verbs, () => {}, { reads: false });
}

/** The device of each pane, `/dev/pts/7`. */
export function listTerminals(socket: Socket): Command<ReadonlyMap<PaneId, string>> {
  const parse = ({ stdout }: { readonly stdout: string }) =>
    new Map(
      stdout.split('\n').flatMap((line): [PaneId, string][] => {
        const [id = '', tty = ''] = line.split(' ');
        const pane = parsePaneId(id);
        return pane === null || !tty.startsWith('/dev/') ? [] : [[pane, tty]];
      }),
    );
  return tmuxCall(socket, [['list-panes', '-a', '-F', '#{pane_id} #{pane_tty}']], parse, { reads: true });
}
