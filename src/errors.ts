/**
 * The errors of `pane`. A `PaneError` is something that the user can understand and act on; anything else
 * that reaches the top is a bug in `pane` (exit code 70).
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

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
