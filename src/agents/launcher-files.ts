/**
 * Parsers of the small files that the launcher writes: lines of a word, a space and a value. Pure.
 */

export interface ClaimFile {
  readonly pid: number;
  readonly start: string;
  readonly boot: string;
  readonly host: string;
  /** The tmux server. */
  readonly server: { readonly pid: number; readonly start: string };
  readonly pane: string;
  readonly socket: string;
  /** The job of Slurm's that its window shows; null: it runs here. */
  readonly job: string | null;
}

export interface StateFile {
  /** `stopped`: the job that it ran in ended before it; `reason` says why. */
  readonly state: 'setup' | 'starting' | 'running' | 'exited' | 'failed' | 'stopped';
  readonly at: number;
  readonly code: number | null;
  readonly reason: string;
  readonly shell: string;
  /** Hash of the prompt that is to be typed in once the agent is ready; empty: none. */
  readonly paste: string;
}

const STATES = ['setup', 'starting', 'running', 'exited', 'failed', 'stopped'] as const;

function parseLines(text: string): Map<string, string> {
  return new Map(
    text.split('\n').map((line): [string, string] => {
      const space = line.indexOf(' ');
      return space === -1 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
    }),
  );
}

/** A claim that a loss of power cut short has no fields: it names nobody who could be alive. */
export function parseClaim(text: string): ClaimFile {
  const lines = parseLines(text);
  return {
    pid: Number(lines.get('pid') ?? 0),
    start: lines.get('start') ?? '',
    boot: lines.get('boot') ?? '',
    host: lines.get('host') ?? '',
    server: { pid: Number(lines.get('server') ?? 0), start: lines.get('serverstart') ?? '' },
    pane: lines.get('pane') ?? '',
    socket: lines.get('socket') ?? '',
    job: lines.get('job') ?? null,
  };
}

export function parseState(text: string): StateFile | null {
  const lines = parseLines(text);
  const state = STATES.find((name) => name === lines.get('state'));
  if (state === undefined) return null;
  const code = lines.get('code') ?? '';
  return {
    state,
    at: Number(lines.get('at') ?? 0),
    code: code === '' ? null : Number(code),
    reason: lines.get('reason') ?? '',
    shell: lines.get('shell') ?? '',
    paste: lines.get('paste') ?? '',
  };
}
