/**
 * Where the sockets of shared ssh connections are: a directory that is the user's alone.
 */
import { lstatSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { createRunner } from '../process/runner.ts';
import { stateDirectory } from '../trust/approvals.ts';
import { fitsSockets, parseSocket, type SshTarget, settingsArgv } from './ssh.ts';

type Env = Readonly<Record<string, string | undefined>>;

function isPrivate(directory: string): boolean {
  const stats = lstatSync(directory);
  return stats.isDirectory() && stats.uid === userInfo().uid && (stats.mode & 0o077) === 0;
}

/** Null: there is none that is short enough and the user's alone, so each call connects anew. */
export async function socketsDirectory(env: Env): Promise<string | null> {
  const { XDG_RUNTIME_DIR: runtime = '' } = env;
  const places = [isAbsolute(runtime) ? `${runtime}/pane` : null, stateDirectory(env)];
  for (const place of places) {
    const directory = `${place}/ssh`;
    if (place === null || !fitsSockets(directory)) continue;
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      if (isPrivate(directory)) return directory;
    } catch {
      // The next one, or none: it is only quicker with one.
    }
  }
  return null;
}

export interface SharingCall extends SshTarget {
  readonly env: Env;
  readonly signal: AbortSignal;
}

/** Whether an ssh that was started `begun` uses a connection that was there before. It is asked only of one that keeps silent. */
export async function isShared({ env, signal, ...target }: SharingCall, begun: number): Promise<boolean> {
  if (target.sockets === null) return false;
  const argv = settingsArgv(target);
  try {
    const socket = await createRunner(env, signal).run({
      file: 'ssh',
      argv,
      reads: true,
      parse: ({ stdout }) => parseSocket(stdout),
    });
    return socket !== null && statSync(socket).mtimeMs < begun;
  } catch {
    return false; // there is no such socket, or ssh does not say: it may still be connecting
  }
}
