/**
 * What went wrong with one entry, in the user's words.
 */
import { isErrno, isInterrupt, messageOf, PaneError } from '../errors.ts';
import { CommandError } from '../process/command.ts';

const NO_SPACE = /No space left on device|ENOSPC/i;

function reasonOf(error: unknown): string {
  if (error instanceof CommandError) {
    const lines = error.stderr.trim().split('\n');
    const more = lines.length > 1 ? ` (and ${lines.length - 1} more)` : '';
    return `${lines[0] || error.message}${more}`;
  }
  if (isErrno(error, 'EACCES', 'EPERM')) return 'permission denied';
  if (isErrno(error, 'ENOENT')) return 'it was removed during the copy';
  return messageOf(error);
}

/**
 * The error for an entry that could not be brought; an interrupt stays one.
 * @param verb `copy` or `link`
 * @param done how many entries are in place, of `total`
 */
export function failureOf(
  verb: string,
  path: string,
  error: unknown,
  done: number,
  total: number,
): PaneError {
  if (isInterrupt(error)) return error;
  const reason = reasonOf(error);
  const full = isErrno(error, 'ENOSPC') || NO_SPACE.test(reason);
  const message = `could not ${verb} \`${path}\`: ${full ? 'no space left on the disk' : reason}`;
  const next = full ? 'Make room' : 'Fix it, or remove it from the patterns';
  const hint = `${done} of ${total} are done and stay. ${next}, then run \`pane up\` to continue.`;
  return new PaneError('failed', message, { hint, cause: error });
}
