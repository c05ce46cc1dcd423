/**
 * The errors of `pane`. A `PaneError` is something that the user can understand and act on; anything else
 * that reaches the top is a bug in `pane` (exit code 70). Pure.
 */

/** Why it failed; `ui/error` renders it and `cli.ts` maps it to an exit code, each in one place. */
export type ErrorCode =
  | 'usage' // the command line is wrong
  | 'config' // the file is wrong
  | 'failed' // an operation failed
  | 'conflict' // something that is not ours is in the way
  | 'untrusted' // the file's commands were not approved
  | 'timeout'
  | 'interrupted';

export interface PaneErrorOptions {
  /** What the user can do next, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

export class PaneError extends Error {
  override readonly name = 'PaneError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: PaneErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** The name of what says that tasks of the project are on hosts: see `HasHosts`. */
export const HAS_HOSTS = 'HasHosts';

/** The user stopped it: nothing failed, and it goes on from there the next time. */
export function isInterrupt(error: unknown): error is PaneError {
  return error instanceof PaneError && error.code === 'interrupted';
}

/** What a later `status` is to tell as the reason. Null: none, it was stopped on its way. */
export function reasonToKeep(error: unknown): string | null {
  return isInterrupt(error) ? null : messageOf(error);
}

/** Whether a call of the system failed with one of these codes, such as `ENOENT` (errno(3)). */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** What the machine refuses, or what lies in the way on its disk, whatever is asked of it (errno(3)). */
const REFUSALS: ReadonlyMap<unknown, string> = new Map([
  ['ENOSPC', 'no space left on the disk'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file is larger than allowed (`ulimit -f`)'],
  ['EROFS', 'the filesystem is read-only'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'operation not permitted'],
  ['EIO', 'I/O error on the disk'],
  ['ENOTDIR', 'a file lies where a folder belongs'],
  ['EISDIR', 'a folder lies where a file belongs'],
  ['ELOOP', 'symbolic links form a loop'],
  ['ENAMETOOLONG', 'the path is too long'],
  ['EMFILE', 'too many open files'],
  ['ENFILE', 'too many open files on this machine'],
]);

/** Why the machine refused, for the user: a full disk is no bug. Null: that is not what went wrong. */
export function refusalOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? (REFUSALS.get(error.code) ?? null) : null;
}

/** What an error is about where nothing can be written, though all else is well. */
const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS'];

/** Whether nothing could be written because the disk is full, or may not be written to. */
export function isNoRoom(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return isErrno(error, ...NO_ROOM) || isNoRoom(error.cause);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
