/**
 * git here and git on a host, joined by an `ssh` of the user's: what passes between them passes by `pane rpc`, which has been
 * told before what is meant.
 */
import { PaneError } from '../errors.ts';
import { EXCHANGE_ENV } from '../git/exchange.ts';
import { saidBy } from '../process/command.ts';
import { join } from '../process/joined.ts';
import { environment } from '../process/runner.ts';
import { GIT_MARK } from './protocol.ts';
import { NO_CONNECTION, sshArgv } from './ssh.ts';
import { Unreachable } from './unreachable.ts';
import type { Destination } from './wire.ts';

export interface GitLink {
  /** The name by which `pane` was found there. */
  readonly program: string;
  /** Under which it keeps the call. */
  readonly token: string;
  /** Of git here, and what it has in its environment besides. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether git here gives, over standard input and output, or takes, over its descriptor 3. */
  readonly here: 'gives' | 'takes';
  /** How much has passed so far. */
  readonly onBytes: (bytes: number) => void;
}

const FULL = /no space left on device|disk quota exceeded|ENOSPC/i;

/**
 * Until all has passed; whether it has come to what was wanted is to be asked afterwards.
 * @throws {Unreachable} where the connection was lost. @throws {PaneError} as either git says
 */
export async function linkGit(to: Destination, link: GitLink): Promise<void> {
  const { host, answerMs, env, signal } = to;
  const { program, token, argv, here, onBytes } = link;
  // The host has just been asked: where connections are shared there is one.
  const markMs = to.sockets === null ? 2 * answerMs : answerMs;
  const { far, near, isSilent } = await join({
    far: {
      file: 'ssh',
      argv: sshArgv(to, { words: [program, 'rpc', token], terminal: false }),
      env,
    },
    mark: GIT_MARK,
    markMs,
    near: {
      file: 'git',
      argv,
      env: environment(env, { file: 'git', reads: false, env: { ...EXCHANGE_ENV, ...link.env } }),
    },
    nearOver: here === 'gives' ? 'stdio' : 'socket',
    onBytes,
    signal,
  });
  if (signal.aborted) throw new PaneError('interrupted', 'interrupted');
  if (isSilent) throw new Unreachable(`${host} did not answer within ${markMs / 1000} s`);
  const said = [far.said, near?.said ?? ''].map(saidBy).filter((text) => text !== '');
  if (far.exitCode === null || far.exitCode === NO_CONNECTION || near === null) {
    throw new Unreachable(
      `lost the connection to ${host}${said[0] === undefined ? '' : `: ${said[0]}`}`,
      near !== null,
    );
  }
  const isDone = here === 'gives' ? far.exitCode === 0 : near.exitCode === 0;
  if (isDone) return;
  if (FULL.test(far.said)) {
    throw new PaneError('failed', `no space left on the disk of ${host}`, {
      hint: 'Make room there, then run it again.',
    });
  }
  if (FULL.test(near.said)) throw new PaneError('failed', 'no space left on the disk here');
  throw new PaneError('failed', `git could not exchange commits with ${host}: ${said.join('; ')}`);
}
