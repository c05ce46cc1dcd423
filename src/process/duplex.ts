/**
 * Programs that are talked to while they run. Each leads a process group of its own, so that Ctrl-C does not end it in
 * the middle of a word, and what it started ends with it.
 */
import { spawn } from 'node:child_process';
import { startFault } from './command.ts';
import { endOwnChild } from './own-group.ts';

export interface DuplexOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onStdout: (piece: Uint8Array) => void;
  readonly onStderr: (piece: Uint8Array) => void;
}

export interface Duplex {
  /** To its standard input. What it no longer reads is lost. */
  readonly write: (text: string | Uint8Array) => void;
  readonly endInput: () => void;
  /** Ends its process group. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => void;
  /** Once it has ended and all that it printed was handed on. @throws where it could not be started */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
}

/** How long the output of a program that has ended is waited for: something that it started may hold it open. */
const LAST_OUTPUT_MS = 500;

export function startDuplex(file: string, argv: readonly string[], options: DuplexOptions): Duplex {
  const { cwd = '/', env } = options;
  const child = spawn(file, argv, { cwd, env, detached: true, stdio: 'pipe' });
  child.stdin.on('error', () => {}); // it does not read any more: how it ended tells more
  child.stdout.on('data', options.onStdout);
  child.stderr.on('data', options.onStderr);
  const ended = new Promise<Awaited<Duplex['ended']>>((resolve, reject) => {
    child.once('error', (error) => reject(startFault(file, error)));
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
    child.once('exit', (exitCode, signal) => {
      setTimeout(() => {
        for (const stream of [child.stdout, child.stderr]) stream.destroy();
        resolve({ exitCode, signal });
      }, LAST_OUTPUT_MS).unref();
    });
  });
  ended.catch(() => {});
  return {
    write: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    end: (signal) => endOwnChild(child, signal),
    ended,
  };
}
