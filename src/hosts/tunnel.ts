/**
 * Ports of a host as ports of this machine: each connection is carried by an `ssh` of its own, over the shared connection.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { isErrno, PaneError } from '../errors.ts';
import { saidBy } from '../process/command.ts';
import { runOnSocket } from '../process/on-socket.ts';
import { tunnelArgv } from './ssh.ts';
import type { Destination } from './wire.ts';

/** A port of the host, and the one here; null: the same, or any where that is taken. */
export interface Wanted {
  readonly port: number;
  readonly local: number | null;
}

export interface Tunnel {
  /** Of the host. */
  readonly port: number;
  /** Of this machine, where nobody else can reach it. */
  readonly local: number;
}

/** Never more than this machine: what listens on a host is often not meant for others. */
const ADDRESS = '127.0.0.1';

/** Reads `3000` and `8080:3000`; null: it is neither. */
export function parseWanted(text: string): Wanted | null {
  const [, local, port = ''] = /^(?:(\d{1,5}):)?(\d{1,5})$/.exec(text) ?? [];
  const isPort = (word: string) => Number(word) >= 1 && Number(word) <= 65_535;
  if (!isPort(port) || (local !== undefined && !isPort(local))) return null;
  return { port: Number(port), local: local === undefined ? null : Number(local) };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, ADDRESS, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a port');
  return address.port;
}

async function listenAt(server: Server, { port, local }: Wanted): Promise<number> {
  try {
    return await listen(server, local ?? port);
  } catch (error) {
    if (!isErrno(error, 'EADDRINUSE', 'EACCES')) throw error; // taken, or for root only
    if (local === null) return await listen(server, 0);
    throw new PaneError('conflict', `port ${local} of this machine is taken`, {
      cause: error,
      hint: `Name another one, or none: \`${port}\` takes one that is free.`,
    });
  }
}

/**
 * Carries a port until the signal is aborted.
 * @param onProblem told why a connection could not be carried
 * @throws {PaneError} `conflict` where the port here was named and is taken
 */
export async function openTunnel(
  to: Destination,
  wanted: Wanted,
  onProblem: (error: PaneError) => void,
): Promise<Tunnel> {
  const { host, env, signal } = to;
  const argv = tunnelArgv(to, wanted.port);
  const carry = async (socket: Socket): Promise<void> => {
    const { exitCode, stderr } = await runOnSocket('ssh', argv, socket, { env, signal });
    if (exitCode === 0 || signal.aborted) return;
    const said = saidBy(stderr);
    const reason = said === '' ? '' : `: ${said}`;
    onProblem(new PaneError('failed', `could not reach port ${wanted.port} of ${host}${reason}`));
  };
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    carry(socket).catch((error: unknown) => {
      if (!(error instanceof PaneError)) throw error;
      onProblem(error);
    });
  });
  const local = await listenAt(server, wanted);
  signal.addEventListener('abort', () => server.close(), { once: true });
  return { port: wanted.port, local };
}
