/**
 * Programs that take over the terminal: tmux attached, a command of the user's.
 */
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { isErrno, messageOf, PaneError, refusalOf } from '../errors.ts';
import { missingProgram } from './command.ts';

export interface Interactive {
  readonly file: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What its descriptors are, each one of our own; without it the first three are ours. */
  readonly stdio?: readonly [0 | 'ignore', 1 | 2, 2, ...(0 | 1)[]];
}

/** It could not even be started. */
export class NotStarted extends PaneError {
  /** What a shell exits with then (POSIX, Shell Command Language, 2.8.2): 127, not found; 126, found. */
  readonly exitCode: number;

  constructor({ file, cwd }: Pick<Interactive, 'file' | 'cwd'>, cause: unknown) {
    const isMissing = file === '' || isErrno(cause, 'ENOENT');
    const isThere = file.includes('/') && existsSync(resolve(cwd ?? '', file));
    super('failed', isMissing ? missing(file, isThere) : `could not run ${file}: ${why(cause)}`, {
      cause,
    });
    this.exitCode = isMissing && !isThere ? 127 : 126;
  }
}

function missing(file: string, isThere: boolean): string {
  if (file === '') return 'the command is empty';
  if (isThere) return `could not run ${file}: the program in its first line does not exist`;
  return file.includes('/') ? `${file} does not exist` : missingProgram(file).message;
}

function why(cause: unknown): string {
  return refusalOf(cause) ?? messageOf(cause);
}

/**
 * Its exit code; 128 and the signal's number where a signal ended it, as a shell tells it.
 * @throws {NotStarted}
 */
export async function runInteractive(program: Interactive): Promise<number> {
  const { file, argv, cwd, env, stdio } = program;
  const { execa } = await import('execa');
  const result = await execa(file, argv, {
    stdio: stdio ?? 'inherit',
    reject: false,
    extendEnv: false,
    env: Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (result.exitCode !== undefined) return result.exitCode;
  if (result.signal !== undefined) return 128 + constants.signals[result.signal];
  throw new NotStarted(program, result.cause);
}
