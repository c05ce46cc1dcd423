/**
 * Runs the installer on a host.
 */
import { OLDEST } from '../doctor/version.ts';
import { PaneError } from '../errors.ts';
import { saidBy } from '../process/command.ts';
import { startDuplex } from '../process/duplex.ts';
import { type Installed, installerText, type Package, parseInstalled } from './installer.ts';
import { NOT_FOUND, sshArgv, wayIn } from './ssh.ts';
import { Unreachable } from './unreachable.ts';
import type { Destination } from './wire.ts';

/** Of what it prints, on each of its two ends. */
const MOST_PRINTED = 20_000;

/** @throws {Unreachable} @throws {PaneError} `failed` where the host has no Node, or this machine no ssh */
export async function runInstaller(to: Destination, content: Package): Promise<Installed> {
  const { host, env, signal } = to;
  const printed: Record<'out' | 'err', string> = { out: '', err: '' };
  const take = (where: 'out' | 'err') => (piece: Uint8Array) => {
    printed[where] = `${printed[where]}${new TextDecoder().decode(piece)}`.slice(-MOST_PRINTED);
  };
  const argv = sshArgv(to, { words: ['node', '-'], terminal: false });
  const child = startDuplex('ssh', argv, { env, onStdout: take('out'), onStderr: take('err') });
  const abort = (): void => child.end('SIGKILL');
  signal.addEventListener('abort', abort, { once: true });
  child.write(installerText(content));
  child.endInput();
  const { exitCode } = await child.ended.finally(() => signal.removeEventListener('abort', abort));
  if (signal.aborted) throw new PaneError('interrupted', 'interrupted');
  const answer = parseInstalled(printed.out);
  if (answer !== null) return answer;
  if (exitCode === NOT_FOUND) {
    throw new PaneError('failed', `${host} has no \`node\` on the PATH of a command that ssh runs there`, {
      hint: `Install Node ${OLDEST.node} or newer there.`,
    });
  }
  const said = saidBy(printed.err);
  throw new Unreachable(
    `could not install pane on ${host}: ${said === '' ? `ssh ended with ${exitCode}` : said}`,
    false,
    wayIn(to, exitCode, printed.err),
  );
}
