/**
 * Programs whose standard input and output are a network connection: what goes through it does not pass through Node.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { startFault } from './command.ts';
import { endOwnChild } from './own-group.ts';

export interface OnSocketOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Of what it prints beside. */
const MOST_STDERR = 20_000;

/** How long that is waited for once it has ended. */
const LAST_OUTPUT_MS = 500;

/**
 * The socket is the program's from now on; nothing may have been read from it. The program ends when the signal is aborted.
 * @returns what it printed on its standard error, once it has ended, and its exit code
 * @throws where it could not be started
 */
export async function runOnSocket(
  file: string,
  argv: readonly string[],
  socket: Socket,
  { env, signal }: OnSocketOptions,
): Promise<{ readonly exitCode: number | null; readonly stderr: string }> {
  const child = spawn(file, argv, { env, detached: true, stdio: [socket, socket, 'pipe'] });
  const end = (): void => endOwnChild(child, 'SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  socket.destroy(); // it has its own copy
  let stderr = '';
  child.stderr.on('data', (piece: Uint8Array) => {
    stderr = `${stderr}${new TextDecoder().decode(piece)}`.slice(-MOST_STDERR);
  });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', (error) => reject(startFault(file, error)));
      child.once('close', resolve);
      // A connection that ssh keeps for others may hold it open.
      child.once('exit', (code) => setTimeout(() => resolve(code), LAST_OUTPUT_MS).unref());
    });
    return { exitCode, stderr };
  } finally {
    signal.removeEventListener('abort', end);
    child.stderr.destroy();
  }
}
