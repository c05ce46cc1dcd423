/**
 * What tmux says of its panes, as one text that is only compared: far cheaper than an observation.
 */
import { type PaneId, parsePaneId } from '../ids.ts';
import type { Answer, Command } from '../process/command.ts';
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
  '@pane_seen',
];

/** When something was last drawn in the pane's window, Unix time in seconds. */
export type Drawn = ReadonlyMap<PaneId, number>;

/** The end of a line: the pane, and when something was drawn, which changes too as an agent works. */
const DRAWN = /\t(%\d+) (\d+)$/gm;

function parseFingerprint({ stdout, stderr }: Pick<Answer, 'stdout' | 'stderr'>): Fingerprint {
  const drawn = [...stdout.matchAll(DRAWN)].flatMap(([, id = '', at]): [PaneId, number][] => {
    const pane = parsePaneId(id);
    return pane === null ? [] : [[pane, Number(at)]];
  });
  return { text: stdout.replace(DRAWN, '') + stderr, drawn: new Map(drawn) };
}

export interface Fingerprint {
  /** A server that does not answer has a text too: what it says instead. */
  readonly text: string;
  readonly drawn: Drawn;
}

export function readPanesFingerprint(socket: Socket): Command<Fingerprint> {
  const format = `${FIELDS.map((field) => `#{${field}}`).join(' ')}\t#{pane_id} #{window_activity}`;
  return tmuxCall(socket, [['list-panes', '-a', '-F', format]], parseFingerprint, {
    reads: true,
    okCodes: [1],
  });
}
