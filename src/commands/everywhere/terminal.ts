/**
 * Commands that take over the terminal, by an `ssh` of their own. What they are to do was sent before, so that nothing
 * of it stands on a command line of the remote shell.
 */
import type { Reached } from '../../engine/hosts/reach.ts';
import { PaneError } from '../../errors.ts';
import { asKept } from '../../hosts/protocol.ts';
import { sshArgv } from '../../hosts/ssh.ts';
import { runInteractive } from '../../process/interactive.ts';
import type { Call, CommandDefinition } from '../definition.ts';
import { allWords } from './parts.ts';

/** @returns the exit code of the command; ssh's own where it lost the connection */
export async function takeOverTerminal(
  definition: CommandDefinition,
  call: Call,
  { name, host, destination }: Reached,
  tasks: readonly string[],
): Promise<number> {
  const { context } = call;
  const words = allWords(definition, call, tasks);
  const { program } = await host.greet();
  const kept = asKept((await host.ask({ do: 'keep', command: definition.name, words })).end);
  if (kept === null) throw new PaneError('failed', `${name} did not keep the call`);
  const argv = sshArgv(destination, {
    words: [program, 'rpc', kept.token],
    terminal: context.stdinIsTerminal && context.stdoutIsTerminal,
  });
  return await runInteractive({ file: 'ssh', argv, env: context.env });
}
