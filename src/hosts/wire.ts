/**
 * An `ssh` of the user's that is spoken to in lines, and ended where nothing comes for too long.
 */
import { saidBy } from '../process/command.ts';
import { startDuplex } from '../process/duplex.ts';
import { lineReader } from './lines.ts';
import { MOST_LINE } from './protocol.ts';
import { isShared } from './sockets.ts';
import { type SshTarget, sshArgv } from './ssh.ts';
import { Unreachable } from './unreachable.ts';

const MOST_STDERR = 20_000;

export interface Destination extends SshTarget {
  /** Its entry of `hosts`. */
  readonly host: string;
  /** How long it may keep silent, in ms. */
  readonly answerMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export interface Wire {
  readonly write: (line: string) => void;
  /** The lines, from now on. */
  readonly listen: (onLine: (line: string) => void) => void;
  /** Ends it, for this reason. */
  readonly fail: (message: string) => void;
  /** The first such reason; null: there is none. */
  readonly failure: () => Unreachable | null;
  /** What it printed beside its lines. */
  readonly said: () => string;
  readonly ended: Promise<{ readonly exitCode: number | null }>;
  /** The host has answered: from now on it may be silent for no longer than any answer takes. */
  readonly settle: () => void;
  /** No more is said, and it may take as long as it likes to end. */
  readonly close: () => void;
  readonly end: () => void;
}

/** `words`: what runs there. */
export function startWire(to: Destination, words: readonly string[]): Wire {
  const { host, env, signal } = to;
  let said = '';
  let handle: (line: string) => void = () => {};
  let failure: Unreachable | null = null;
  const read = lineReader(MOST_LINE);
  const decoder = new TextDecoder();
  const child = startDuplex('ssh', sshArgv(to, { words: [...words], terminal: false }), {
    env,
    onStdout: (piece) => {
      silence.heard();
      try {
        for (const line of read(decoder.decode(piece, { stream: true }))) handle(line);
      } catch (error) {
        fail(`${host} sent what is no answer: ${error instanceof Error ? error.message : error}`);
      }
    },
    onStderr: (piece) => {
      said = `${said}${new TextDecoder().decode(piece)}`.slice(-MOST_STDERR);
    },
  });
  const end = (): void => child.end('SIGKILL');
  const fail = (message: string): void => {
    failure ??= new Unreachable(message, true);
    end();
  };
  const silence = watchSilence(to, fail);
  signal.addEventListener('abort', end, { once: true });
  return {
    write: (line) => {
      silence.heard();
      child.write(line);
    },
    listen: (onLine) => {
      handle = onLine;
    },
    fail,
    failure: () => failure,
    said: () => said,
    ended: child.ended.finally(() => {
      silence.close();
      signal.removeEventListener('abort', end);
    }),
    settle: silence.settle,
    close: () => {
      silence.close();
      child.endInput();
    },
    end,
  };
}

interface Silence {
  /** Something was said. */
  readonly heard: () => void;
  /** There is a connection. */
  readonly settle: () => void;
  readonly close: () => void;
}

/** To connect takes a while of its own, where no connection is shared that was there before. */
function watchSilence(to: Destination, fail: (message: string) => void): Silence {
  const { host, answerMs } = to;
  const begun = Date.now();
  let last = performance.now();
  let isConnected = false;
  let isAsked = false;
  const look = (): void => {
    const silentMs = performance.now() - last;
    if (silentMs <= answerMs) return;
    const limit = isConnected ? answerMs : 2 * answerMs;
    if (silentMs > limit) fail(`${host} did not answer within ${limit / 1000} s`);
    if (isAsked) return;
    isAsked = true;
    void isShared(to, begun).then((found) => {
      isConnected ||= found;
    });
  };
  const timer = setInterval(look, Math.min(250, answerMs / 4));
  const heard = (): void => {
    last = performance.now();
  };
  return {
    heard,
    settle: () => {
      isConnected = true;
      heard();
    },
    close: () => clearInterval(timer),
  };
}

/** Why there is no connection, or none any more. */
export function reasonOf(host: string, said: string, exitCode: number | null): string {
  const text = saidBy(said);
  if (text !== '') return `could not reach ${host}: ${text}`;
  return `could not reach ${host}: ssh ended${exitCode === null ? '' : ` with exit code ${exitCode}`}`;
}
