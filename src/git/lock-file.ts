/**
 * The lock files by which git keeps two of its own apart: one that was killed leaves them, and then git refuses for
 * ever. They are never removed here, since a git may be at work behind them.
 */
import { join } from 'node:path';
import { PaneError } from '../errors.ts';
import { CommandError } from '../process/command.ts';
import { shellWords } from '../shell-words.ts';
import { changedAtIfThere } from './small-file.ts';

/** `2026-01-02 03:04:05`, as clocks show it here. */
function clock(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${at.toTimeString().slice(0, 8)}`;
}

function inTheWay(path: string, since: number, cause?: unknown): PaneError {
  const message = `git's lock ${path} has been there since ${clock(since)}: a killed git left it, or one is still working`;
  const hint = `Once no git is working there, run \`${shellWords(['rm', path])}\`, then the command again.`;
  return new PaneError('conflict', message, { hint, cause });
}

/** Before HEAD is written. @throws {PaneError} `conflict` where git could not do it */
export function assertHeadIsFree(admin: string): void {
  const path = join(admin, 'HEAD.lock');
  const since = changedAtIfThere(path);
  if (since !== null) throw inTheWay(path, since);
}

/** The same error, or what a person needs to know where git failed for a lock of its own. */
export function explainLock(error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const [, path] = /Unable to create '(.+\.lock)': File exists/.exec(error.stderr) ?? [];
  const since = path === undefined ? null : changedAtIfThere(path);
  return path === undefined || since === null ? error : inTheWay(path, since, error);
}
