/**
 * A program that leads a process group of its own, and all that it prints.
 */
import { spawn } from 'node:child_process';

export interface HeardOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output and standard error, as they come. */
  readonly onOutput: (piece: Uint8Array) => void;
}

/** How it ended: by its exit code, or by a signal. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface HeardGroup {
  /** Of its leader, and so of the group; null: it could not be started. */
  readonly pid: number | null;
  /** Resolves when the leader has ended. Rejects where it could not be started. */
  readonly ended: Promise<Ended>;
  /** Once the group is ended: what it has printed and was not read yet. */
  readonly rest: () => Promise<void>;
}

/** What was written may come after the end; what has left the group may hold the pipes for ever. */
const LAST_WORDS_MS = 200;

/** Without standard input. */
export function startHeardGroup(
  [file = '', ...args]: readonly string[],
  { cwd, env, onOutput }: HeardOptions,
): HeardGroup {
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', onOutput);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    pid: child.pid ?? null,
    ended,
    rest: async () => {
      const timer = setTimeout(() => {
        for (const pipe of [child.stdout, child.stderr]) pipe.destroy();
      }, LAST_WORDS_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}
