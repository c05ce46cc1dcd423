/**
 * Two programs that talk to each other through this one: what the one prints, the other reads. Nothing is kept of it, so
 * that it may be of any size.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { endOwnChild } from './own-group.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Program {
  readonly file: string;
  readonly argv: readonly string[];
  readonly env: Env;
}

export interface Joining {
  /** What it prints before the line `mark` is not handed on: a login that greets. */
  readonly far: Program;
  readonly mark: string;
  /** How long that line may take, in ms. */
  readonly markMs: number;
  /** It is started once the mark has come. */
  readonly near: Program;
  /** Where the near one talks: over its standard input and output, or a socket, its descriptor 3. */
  readonly nearOver: 'stdio' | 'socket';
  /** How much has gone through, both ways, each time that something has. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

export interface Ended {
  /** Null: a signal ended it. */
  readonly exitCode: number | null;
  /** The last that it said on standard error. */
  readonly said: string;
}

export interface JoinedEnd {
  readonly far: Ended;
  /** Null: it was not started. */
  readonly near: Ended | null;
  /** The mark did not come in time. */
  readonly isSilent: boolean;
}

const MOST_SAID = 20_000;
const LAST_OUTPUT_MS = 500;
const MOST_BEFORE_MARK = 1024 * 1024;

function start({ file, argv, env }: Program, stdio: ('pipe' | 'ignore')[]): ChildProcess {
  return spawn(file, argv, { cwd: '/', env, detached: true, stdio });
}

/** @throws where it could not be started */
async function endOf(child: ChildProcess): Promise<Ended> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-MOST_SAID);
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, said }));
    // What the program started may hold its ends open. Of one that has failed nothing more is wanted.
    child.once('exit', (exitCode) => {
      const close = (): void => {
        for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      };
      const later = (): void => void setTimeout(close, LAST_OUTPUT_MS).unref();
      const { stdout } = child;
      if (exitCode !== 0 || stdout === null || stdout.readableEnded) later();
      else stdout.once('end', later);
    });
  });
}

/** A program that is gone closes its ends: how it ended tells more. */
function quiet<S extends Readable | Writable>(stream: S): S {
  stream.on('error', () => {});
  return stream;
}

/** Hands on what comes after the mark, once it has come. */
function afterMark(from: Readable, mark: string, onMark: () => Writable): void {
  let head = Buffer.alloc(0);
  const look = (piece: Buffer): void => {
    head = Buffer.concat([head, piece]);
    const at = `\n${head.toString('latin1')}`.indexOf(`\n${mark}\n`);
    if (at === -1 && head.length <= MOST_BEFORE_MARK) return;
    from.off('data', look);
    if (at === -1) {
      from.destroy();
      return;
    }
    from.pause();
    from.unshift(head.subarray(at + mark.length + 1));
    from.pipe(onMark());
  };
  from.on('data', look);
}

/** Until both have ended. @throws where one could not be started */
export async function join(joining: Joining): Promise<JoinedEnd> {
  const { far, near, nearOver, mark, markMs, onBytes, signal } = joining;
  const children: ChildProcess[] = [];
  const end = (): void => {
    for (const child of children) endOwnChild(child, 'SIGKILL');
  };
  const begun = start(far, ['pipe', 'pipe', 'pipe']);
  children.push(begun);
  let isSilent = false;
  const timer = setTimeout(() => {
    isSilent = true;
    end();
  }, markMs);
  let nearEnd: Promise<Ended> | null = null;
  let bytes = 0;
  const count = (piece: Uint8Array): void => {
    bytes += piece.length;
    onBytes(bytes);
  };
  const farEnd = endOf(begun).finally(() => clearTimeout(timer));
  const [input, output] = [begun.stdin, begun.stdout];
  if (input === null || output === null) throw new Error('a program without pipes');
  quiet(input);
  afterMark(quiet(output), mark, () => {
    clearTimeout(timer);
    const child = start(
      near,
      nearOver === 'stdio' ? ['pipe', 'pipe', 'pipe'] : ['ignore', 'ignore', 'pipe', 'pipe'],
    );
    children.push(child);
    nearEnd = endOf(child);
    nearEnd.catch(end);
    const socket = child.stdio[3] as Duplex | undefined;
    const [from, to] = nearOver === 'stdio' ? [child.stdout, child.stdin] : [socket, socket];
    if (from == null || to == null) throw new Error('a program without pipes');
    quiet(from).on('data', count).pipe(input);
    // A socket that is closed before all was read ends with an error, after which nothing is handed on, not even the end.
    from.once('close', () => input.end());
    output.on('data', count);
    output.once('close', () => to.end());
    // For a reader that is gone what still comes is thrown away, so that the other one can end.
    return quiet(to).once('close', () => output.resume());
  });
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    const ended = await farEnd;
    // Who only gives may be in the middle of it, for nobody; who takes sees for itself that nothing comes any more.
    if (nearOver === 'stdio') end();
    return { far: ended, near: await nearEnd, isSilent };
  } finally {
    signal.removeEventListener('abort', end);
  }
}
