/**
 * Programs that take over the terminal: tmux attached, a command of the user's.
 */
import { constants } from 'node:os';
import { missingProgram } from './command.ts';

export interface Interactive {
  readonly file: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Its exit code; 128 and the signal's number where a signal ended it, as a shell tells it. */
export async function runInteractive({ file, argv, cwd, env }: Interactive): Promise<number> {
  const { execa } = await import('execa');
  const result = await execa(file, argv, {
    stdio: 'inherit',
    reject: false,
    extendEnv: false,
    env: Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (result.exitCode !== undefined) return result.exitCode;
  if (result.signal !== undefined) return 128 + constants.signals[result.signal];
  throw missingProgram(file);
}
