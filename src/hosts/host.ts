/**
 * A host that is asked. A connection that is lost on the way is made anew, and the same is asked again by the same id:
 * the host carries it out once, and answers as often as it is asked.
 */
import { PaneError } from '../errors.ts';
import { untilAnswered } from './again.ts';
import { type Connection, connect, faultOf } from './connection.ts';
import { randomId } from './identity.ts';
import { type Answer, type Asked, type Hello, type Opening, PROTOCOL } from './protocol.ts';
import { Unreachable } from './unreachable.ts';
import type { Destination } from './wire.ts';

/** What was printed meanwhile, and what came of it. */
export interface Outcome {
  readonly end: unknown;
  readonly out: Buffer;
  readonly err: Buffer;
}

export interface AskOptions {
  /** Takes what is printed as it comes, instead of `out` and `err`. It is then asked once only. */
  readonly onPrinted?: (where: 'out' | 'err', piece: Uint8Array) => void;
  /** Takes what the host tells of what it is doing. */
  readonly onEvent?: ((event: unknown) => void) | undefined;
}

export interface Host {
  /** @throws {Unreachable} @throws {PaneError} as the host says */
  readonly ask: (asked: Asked, options?: AskOptions) => Promise<Outcome>;
  /** @throws as `ask` */
  readonly greet: () => Promise<Pick<Connection, 'hello' | 'opened' | 'program'>>;
  readonly close: () => void;
}

export interface HostOptions {
  readonly destination: Destination;
  readonly opening: Omit<Opening, 'protocol'>;
  /** Throws where it is not the host that it was. */
  readonly check: (hello: Hello, clone: string) => void;
}

interface Pending {
  readonly onAnswer: (answer: Answer) => void;
  readonly onLost: (error: unknown) => void;
}

interface Open {
  readonly connection: Connection;
  readonly pending: Map<string, Pending>;
  /** Why it has ended; null: it has not. */
  lost: Unreachable | null;
}

export function hostAt({ destination, opening, check }: HostOptions): Host {
  let current: Promise<Open> | null = null;
  let isClosed = false;
  let wasLost = false;

  const begin = async (): Promise<Open> => {
    if (isClosed) throw new PaneError('failed', `the connection to ${destination.host} was closed`);
    // What was lost may be the shared connection itself, which is not given up by whoever else uses it.
    const to = wasLost ? { ...destination, sockets: null } : destination;
    const connection = await connect(to, { ...opening, protocol: PROTOCOL });
    const pending = new Map<string, Pending>();
    connection.listen((answer) => pending.get(answer.id ?? '')?.onAnswer(answer));
    const open: Open = { connection, pending, lost: null };
    void connection.ended.then((error) => {
      current = null;
      wasLost ||= error?.wasLost === true;
      open.lost = error ?? new Unreachable(`the connection to ${destination.host} was closed`);
      for (const { onLost } of pending.values()) onLost(open.lost);
    });
    try {
      check(connection.hello, connection.opened.clone);
    } catch (error) {
      connection.close();
      throw error;
    }
    return open;
  };
  const opened = (): Promise<Open> => {
    if (current === null) {
      const beginning = begin();
      beginning.catch(() => {
        if (current === beginning) current = null;
      });
      current = beginning;
    }
    return current;
  };

  const askOnce = async (id: string, asked: Asked, options: AskOptions): Promise<Outcome> => {
    const open = await opened();
    const { connection, pending } = open;
    if (open.lost !== null) throw open.lost;
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    return await new Promise<Outcome>((resolve, reject) => {
      const onAnswer = (answer: Answer): void => {
        if (answer.event !== undefined) options.onEvent?.(answer.event);
        for (const [where, text, pieces] of [
          ['out', answer.out, out],
          ['err', answer.err, err],
        ] as const) {
          if (text === undefined) continue;
          const piece = Buffer.from(text, 'base64');
          if (options.onPrinted === undefined) pieces.push(piece);
          else options.onPrinted(where, piece);
        }
        if (answer.end === undefined && answer.error === undefined) return;
        pending.delete(id);
        if (answer.error !== undefined) reject(faultOf(destination.host, answer.error));
        else resolve({ end: answer.end, out: Buffer.concat(out), err: Buffer.concat(err) });
      };
      pending.set(id, { onAnswer, onLost: reject });
      connection.send({ id, ...asked });
    });
  };

  return {
    ask: async (asked, options = {}) => {
      const id = randomId();
      const isOnce = options.onPrinted !== undefined;
      return await untilAnswered(destination, () => askOnce(id, asked, options), { isOnce });
    },
    greet: async () => (await opened()).connection,
    close: () => {
      isClosed = true;
      current?.then(
        ({ connection }) => connection.close(),
        () => {},
      );
    },
  };
}
