/**
 * Programs that take over the terminal: tmux attached, a command of the user's.
 */
import { constants } from 'node:os';
import { PaneError, refusalOf } from '../errors.ts';
import { missingProgram } from './command.ts';

export interface Interactive {
  readonly file: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** It could not even be started. */
export class NotStarted extends PaneError {
  /** What a shell exits with then (POSIX, Shell Command Language, 2.8.2): 127, not found; 126, found. */
  readonly exitCode: number;

  constructor(file: string, cause: unknown) {
    const isFound = !(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT');
    const { message, hint } = missingProgram(file);
    if (isFound) super('failed', `${file} could not be run: ${refusalOf(cause) ?? cause}`, { cause });
    else super('failed', message, { cause, ...(hint === undefined ? {} : { hint }) });
    this.exitCode = isFound ? 126 : 127;
  }
}

/**
 * Its exit code; 128 and the signal's number where a signal ended it, as a shell tells it.
 * @throws {NotStarted}
 */
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
  throw new NotStarted(file, result.cause);
}
