/**
 * One connection to `pane rpc` on a host: an `ssh` of the user's that is spoken to in lines.
 */
import { PaneError } from '../errors.ts';
import {
  type Answer,
  formatLine,
  type Hello,
  type Opened,
  type Opening,
  PROTOCOL,
  parseAnswer,
  parseAnyHello,
  parseHello,
} from './protocol.ts';
import { NOT_FOUND, PROGRAMS, wayIn } from './ssh.ts';
import { Unreachable } from './unreachable.ts';
import { type Destination, reasonOf, startWire, type Wire } from './wire.ts';

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
  const wire = startWire(to, [program, 'rpc']);
  const opened = openedBy(wire, to.host, opening);
  const early = endedEarly(wire, to);
  for (const each of [opened, early]) each.catch(() => {}); // only one of them is waited for in the end
  try {
    const found = await Promise.race([opened, early]);
    if (found === null) return null;
    wire.settle();
    return { ...found, program, ...connectionOver(wire, to.host) };
  } catch (error) {
    wire.end();
    throw error;
  }
}

/** Says which project is meant once the host has said hello. */
function openedBy(wire: Wire, host: string, opening: Opening): Promise<Pick<Connection, 'hello' | 'opened'>> {
  return new Promise((resolve, reject) => {
    let hello: Hello | null = null;
    let greeting = 0;
    wire.listen((line) => {
      if (hello === null) {
        hello = greetedBy(host, line, opening.version, reject);
        greeting += 1;
        if (hello !== null) wire.write(formatLine(opening));
        else if (greeting > MOST_GREETING_LINES) wire.fail(`${host} prints too much at login`);
        return;
      }
      const answer = parseAnswer(line);
      if (answer?.error !== undefined) reject(faultOf(host, answer.error));
      if (answer?.open !== undefined) resolve({ hello, opened: answer.open });
    });
  });
}

/** Null: there is no such program on the host. @throws why there was no connection */
async function endedEarly(wire: Wire, to: Destination): Promise<null> {
  const { host, signal } = to;
  const { exitCode } = await wire.ended;
  const [said, failure] = [wire.said(), wire.failure()];
  if (signal.aborted) throw new PaneError('interrupted', 'interrupted');
  if (failure !== null) throw new Unreachable(failure.message);
  if (NO_NODE.test(said))
    throw new Unreachable(`${host} has pane, but no \`node\` on the PATH of a command that ssh runs there`);
  if (exitCode === NOT_FOUND) return null;
  throw new Unreachable(reasonOf(host, said, exitCode), false, wayIn(to, exitCode, said));
}

function connectionOver(wire: Wire, host: string): Pick<Connection, 'send' | 'listen' | 'ended' | 'close'> {
  let isClosed = false;
  const whyLost = (exitCode: number | null): Unreachable =>
    wire.failure() ?? new Unreachable(`lost the connection: ${reasonOf(host, wire.said(), exitCode)}`, true);
  return {
    send: (message) => wire.write(formatLine(message)),
    listen: (onAnswer) =>
      wire.listen((line) => {
        const answer = parseAnswer(line);
        if (answer !== null) onAnswer(answer);
      }),
    ended: wire.ended.then(({ exitCode }) => (isClosed ? null : whyLost(exitCode))),
    close: () => {
      isClosed = true;
      wire.close();
    },
  };
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
