/**
 * What tmux says of its panes, as one text that is only compared: far cheaper than an observation.
 */
import type { Command } from '../process/command.ts';
import { type Socket, tmuxCall } from './server.ts';

/** Without what changes as an agent works: its title, and the program in the foreground. */
const FIELDS = [
  'pid',
  'session_id',
  'session_name',
  'destroy-unattached',
  'window_id',
  'pane_id',
  'pane_pid',
  'pane_dead',
  '@pane_session',
  '@pane_project',
  '@pane_kind',
  '@pane_id',
  '@pane_state',
  '@pane_since',
];

/** A server that does not answer has a text too: what it says instead. */
export function readPanesFingerprint(socket: Socket): Command<string> {
  const format = FIELDS.map((field) => `#{${field}}`).join(' ');
  const parse = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => stdout + stderr;
  return tmuxCall(socket, [['list-panes', '-a', '-F', format]], parse, { reads: true, okCodes: [1] });
}
