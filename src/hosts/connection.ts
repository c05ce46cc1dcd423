/**
 * One connection to `pane rpc` on a host: an `ssh` of the user's that is spoken to in lines.
 */
import { PaneError } from '../errors.ts';
import { saidBy } from '../process/command.ts';
import { type Duplex, startDuplex } from '../process/duplex.ts';
import { lineReader } from './lines.ts';
import {
  type Answer,
  formatLine,
  type Hello,
  MOST_LINE,
  type Opened,
  type Opening,
  PROTOCOL,
  parseAnswer,
  parseAnyHello,
  parseHello,
} from './protocol.ts';
import { isShared } from './sockets.ts';
import { NOT_FOUND, PROGRAMS, type SshTarget, sshArgv, wayIn } from './ssh.ts';

/** The host could not be asked: nothing is known of what it has. */
export class Unreachable extends PaneError {
  /** There was a connection, and it is gone: what was asked may have been done. */
  readonly wasLost: boolean;

  constructor(message: string, wasLost = false, hint = '') {
    super('failed', message, { hint });
    this.wasLost = wasLost;
  }
}

export interface Destination extends SshTarget {
  /** Its entry of `hosts`. */
  readonly host: string;
  /** How long it may keep silent, in ms. */
  readonly answerMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export interface Connection {
  readonly hello: Hello;
  /** The name by which `pane` was found there. */
  readonly program: string;
  readonly opened: Opened;
  /** What is sent after its end goes nowhere. */
  readonly send: (message: object) => void;
  /** The answers, from now on. */
  readonly listen: (onAnswer: (answer: Answer) => void) => void;
  /** Why it has ended. Null: it was closed here. */
  readonly ended: Promise<Unreachable | null>;
  readonly close: () => void;
}

/** Of what is before the hello: a login that greets. */
const MOST_GREETING_LINES = 1000;
const MOST_STDERR = 20_000;

/** @throws {Unreachable} @throws {PaneError} for another version of `pane`, and whatever the host says of the project */
export async function connect(to: Destination, opening: Opening): Promise<Connection> {
  for (const program of PROGRAMS) {
    const connection = await connectTo(to, opening, program);
    if (connection !== null) return connection;
  }
  throw new Unreachable(
    `${to.host} has no \`pane\`: neither on the PATH of a command that ssh runs there nor in ~/.local/bin`,
    false,
    `\`pane hosts install ${to.host}\` puts this one there, or install pane-up there with npm.`,
  );
}

/** What its shell says where `pane` is there and the Node that runs it is not. */
const NO_NODE = /\bnode\b.*No such file/;

/** Null: there is no such program on the host. */
async function connectTo(to: Destination, opening: Opening, program: string): Promise<Connection | null> {
  const { host, answerMs, env, signal } = to;
  let said = '';
  let handle: (line: string) => void = () => {};
  let last = performance.now();
  let failure: Unreachable | null = null;
  const read = lineReader(MOST_LINE);
  const decoder = new TextDecoder();
  const argv = sshArgv(to, { words: [program, 'rpc'], terminal: false });
  const fail = (message: string): void => {
    failure ??= new Unreachable(message, true);
    child.end('SIGKILL');
  };
  const child: Duplex = startDuplex('ssh', argv, {
    env,
    onStdout: (piece) => {
      last = performance.now();
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
  const begun = Date.now();
  // To connect takes a while of its own, where no connection is shared that was there before.
  let isConnected = false;
  let isAsked = false;
  const silence = setInterval(
    () => {
      const silentMs = performance.now() - last;
      if (silentMs <= answerMs) return;
      const limit = isConnected ? answerMs : 2 * answerMs;
      if (silentMs > limit) fail(`${host} did not answer within ${limit / 1000} s`);
      if (isAsked) return;
      isAsked = true;
      void isShared(to, begun).then((found) => {
        isConnected ||= found;
      });
    },
    Math.min(250, answerMs / 4),
  );
  const abort = (): void => child.end('SIGKILL');
  signal.addEventListener('abort', abort, { once: true });
  const over = child.ended.finally(() => {
    clearInterval(silence);
    signal.removeEventListener('abort', abort);
  });
  const reason = (exitCode: number | null): string => {
    const text = saidBy(said);
    if (text !== '') return `could not reach ${host}: ${text}`;
    return `could not reach ${host}: ssh ended${exitCode === null ? '' : ` with exit code ${exitCode}`}`;
  };

  const opened = new Promise<Pick<Connection, 'hello' | 'opened'>>((resolve, reject) => {
    let hello: Hello | null = null;
    let greeting = 0;
    handle = (line) => {
      if (hello === null) {
        hello = greetedBy(host, line, opening.version, reject);
        greeting += 1;
        if (hello !== null) child.write(formatLine(opening));
        else if (greeting > MOST_GREETING_LINES) fail(`${host} prints too much at login`);
        return;
      }
      const answer = parseAnswer(line);
      if (answer?.error !== undefined) reject(faultOf(host, answer.error));
      if (answer?.open !== undefined) resolve({ hello, opened: answer.open });
    };
  });
  opened.catch(() => {});
  const early = over.then(({ exitCode }) => {
    if (signal.aborted) throw new PaneError('interrupted', 'interrupted');
    if (failure !== null) throw new Unreachable(failure.message);
    if (NO_NODE.test(said))
      throw new Unreachable(`${host} has pane, but no \`node\` on the PATH of a command that ssh runs there`);
    if (exitCode === NOT_FOUND) return null;
    throw new Unreachable(reason(exitCode), false, wayIn(to, exitCode, said));
  });
  early.catch(() => {});
  try {
    const found = await Promise.race([opened, early]);
    if (found === null) return null;
    isConnected = true;
    last = performance.now();
    let isClosed = false;
    return {
      ...found,
      program,
      send: (message) => {
        last = performance.now();
        child.write(formatLine(message));
      },
      listen: (onAnswer) => {
        handle = (line) => {
          const answer = parseAnswer(line);
          if (answer !== null) onAnswer(answer);
        };
      },
      ended: over.then(({ exitCode }) =>
        isClosed ? null : (failure ?? new Unreachable(`lost the connection: ${reason(exitCode)}`, true)),
      ),
      close: () => {
        isClosed = true;
        clearInterval(silence);
        child.endInput();
      },
    };
  } catch (error) {
    child.end('SIGKILL');
    throw error;
  }
}

/** Null: it is not the hello yet. */
function greetedBy(
  host: string,
  line: string,
  version: string,
  reject: (error: PaneError) => void,
): Hello | null {
  const hello = parseHello(line);
  if (hello?.protocol === PROTOCOL) return hello;
  const other = parseAnyHello(line);
  if (other !== null) reject(otherVersion(host, other, version));
  return null;
}

function otherVersion(
  host: string,
  other: { readonly protocol: number; readonly version: string },
  version: string,
): PaneError {
  const isOlder = other.protocol < PROTOCOL;
  return new PaneError(
    'failed',
    `${host} has pane ${other.version}, which is ${isOlder ? 'older' : 'newer'} than pane ${version} here: they do not understand each other`,
    { hint: isOlder ? `Update pane on ${host}.` : 'Update pane on this machine.' },
  );
}

const CODES = ['usage', 'config', 'failed', 'conflict', 'untrusted', 'timeout', 'interrupted'] as const;

/** An error of the host's, as one of ours. */
export function faultOf(
  host: string,
  { code, message, hint }: { readonly code: string; readonly message: string; readonly hint: string | null },
): PaneError {
  const known = CODES.find((each) => each === code) ?? 'failed';
  return new PaneError(known, `${host}: ${message}`, hint === null ? {} : { hint });
}
