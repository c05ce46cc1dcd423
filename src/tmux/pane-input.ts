/**
 * One pane as drawn, and what is typed into it. Bytes of text go through a paste buffer, which carries them
 * exactly and in any length; keys go by the names that tmux has for them.
 */
import { type PaneId, parseWindowId, parseWorktreeId, type WindowId, type WorktreeId } from '../ids.ts';
import type { Command } from '../process/command.ts';
import { type Socket, tmuxCall, type Verb } from './server.ts';

export interface DrawnPane {
  /** The mark of its window; null: it is not a task's. */
  readonly worktreeId: WorktreeId | null;
  /** The device, `/dev/pts/7`. */
  readonly tty: string;
  /** It takes no input (`select-pane -d`): what is sent to it is dropped in silence. */
  readonly isOff: boolean;
  /** Where the cursor stands, and how much has scrolled by: changes where the lines that are seen may not. */
  readonly cursor: string;
  /** The lines of the screen, without the blanks at their ends. */
  readonly screen: string;
}

const FACTS = '#{@pane_id}\t#{pane_tty}\t#{pane_input_off}\t#{cursor_x},#{cursor_y},#{history_size}';

/** Null: there is no such pane. `colours`: with the sequences that draw them. */
export function drawPane(
  socket: Socket,
  pane: PaneId,
  { colours }: { readonly colours: boolean },
): Command<DrawnPane | null> {
  const verbs: Verb[] = [
    // Fails where the pane is not there, which `display-message` does not.
    ['list-panes', '-t', pane, '-F', ''],
    ['display-message', '-p', '-t', pane, FACTS],
    ['capture-pane', '-p', ...(colours ? ['-e'] : []), '-t', pane],
  ];
  return tmuxCall(
    socket,
    verbs,
    ({ stdout, exitCode }) => {
      const [facts = '', ...lines] = stdout.replace(/^\n*/, '').split('\n');
      const [id = '', tty = '', off = '', cursor = ''] = facts.split('\t');
      if (exitCode !== 0 || cursor === '') return null;
      return {
        worktreeId: parseWorktreeId(id),
        tty,
        isOff: off === '1',
        cursor,
        screen: lines.join('\n'),
      };
    },
    { reads: true, okCodes: [1] },
  );
}

/** Someone who scrolls back has put the pane into a mode that would take the keys for itself. */
function leaveMode(pane: PaneId): Verb {
  return ['if-shell', '-F', '-t', pane, '#{pane_in_mode}', `send-keys -t ${pane} -X cancel`];
}

/** Sends keys by tmux's names (`Enter`, `C-c`, `Down`); a word that is no name is typed as it is. */
export function sendKeys(socket: Socket, pane: PaneId, keys: readonly string[]): Command<void> {
  return tmuxCall(socket, [leaveMode(pane), ['send-keys', '-t', pane, '--', ...keys]], () => {}, {
    reads: false,
  });
}

/** Null: there is no such session. */
export function currentWindow(socket: Socket, session: string): Command<WindowId | null> {
  const verb: Verb = ['display-message', '-p', '-t', `=${session}:`, '#{window_id}'];
  return tmuxCall(socket, [verb], ({ stdout }) => parseWindowId(stdout.trim()), {
    reads: true,
    okCodes: [1],
  });
}

/** The mark of the window that the pane is in; null: it is not a task's. */
export function worktreeOfPane(socket: Socket, pane: PaneId): Command<WorktreeId | null> {
  const verb: Verb = ['display-message', '-p', '-t', pane, '#{@pane_id}'];
  return tmuxCall(socket, [verb], ({ stdout }) => parseWorktreeId(stdout.trim()), {
    reads: true,
    okCodes: [1],
  });
}

/** Puts a text into a buffer of tmux's, whatever is in it. */
export function loadBuffer(socket: Socket, buffer: string, text: string): Command<void> {
  return {
    ...tmuxCall(socket, [['load-buffer', '-b', buffer, '-']], () => {}, { reads: false }),
    stdin: text,
  };
}

/** A task's pane as it was when its state was found. */
export interface SeenPane {
  readonly pane: PaneId;
  /** The mark that its window must have. */
  readonly worktreeId: WorktreeId;
  /** What was reported last, and since when: see `TmuxPane`. */
  readonly reported: string;
  readonly reportedSince: number;
}

/**
 * Does it only if nothing was reported since, the end of the agent included: tmux looks and acts in one step, so
 * that nothing is typed into a dialog, or into the shell that follows an agent. False: not done.
 */
function ifUnchanged(socket: Socket, seen: SeenPane, verb: string): Command<boolean> {
  const { pane, worktreeId, reported, reportedSince } = seen;
  const since = reportedSince === 0 ? '' : String(reportedSince);
  // Anything in the window may set the option: only a plain word goes into a format, another one is never equal.
  const value = `${worktreeId} ${/^[a-z]*$/.test(reported) ? reported : '?'} ${since}`;
  const condition = `#{==:#{@pane_id} #{@pane_state} #{@pane_since},${value}}`;
  const choice: Verb = ['if-shell', '-F', '-t', pane, condition, verb, 'display-message -p CHANGED'];
  return tmuxCall(socket, [leaveMode(pane), choice], ({ stdout }) => !stdout.includes('CHANGED'), {
    reads: false,
  });
}

/** How far a text has come that must be typed in once: tmux itself notes it, in the very step. */
export type Progress = 'pasted' | 'entered';

/** `mark`: which text it is, a word of small letters, digits and `-`; null: nothing is noted. */
function noting(verb: string, { pane }: SeenPane, mark: string | null, progress: Progress): string {
  return mark === null ? verb : `${verb} ; set-option -w -t ${pane} @pane_typed '${mark} ${progress}'`;
}

/** How far the text with this mark has come in the window of the pane; null: nothing of it was typed there. */
export function readProgress(socket: Socket, pane: PaneId, mark: string): Command<Progress | null> {
  const verb: Verb = ['show-options', '-wqv', '-t', pane, '@pane_typed'];
  const parse = ({ stdout }: { readonly stdout: string }): Progress | null => {
    const [text, progress] = stdout.trim().split(' ');
    return text === mark && (progress === 'pasted' || progress === 'entered') ? progress : null;
  };
  return tmuxCall(socket, [verb], parse, { reads: true });
}

/**
 * Pastes the buffer, bracketed where the program asked for that, and removes it; line breaks stay as they are.
 * False: not done, because something was reported since.
 */
export function pasteBuffer(
  socket: Socket,
  seen: SeenPane,
  buffer: string,
  mark: string | null,
): Command<boolean> {
  const verb = `paste-buffer -p -r -d -b ${buffer} -t ${seen.pane}`;
  return ifUnchanged(socket, seen, noting(verb, seen, mark, 'pasted'));
}

/** False: not done, because something was reported since. */
export function pressEnter(socket: Socket, seen: SeenPane, mark: string | null): Command<boolean> {
  return ifUnchanged(socket, seen, noting(`send-keys -t ${seen.pane} Enter`, seen, mark, 'entered'));
}

/** False: it was not there any more. */
export function deleteBuffer(socket: Socket, buffer: string): Command<boolean> {
  return tmuxCall(socket, [['delete-buffer', '-b', buffer]], ({ exitCode }) => exitCode === 0, {
    reads: false,
    okCodes: [1],
  });
}
