/**
 * What must not be told as one more thing that did not work: a mistake of ours, which shows its stack. Pure.
 */
import { isBug } from '../../ui/error.ts';

/**
 * Nothing that the user, git, tmux or the machine did. A call of the system that fails is the machine's: a directory that is
 * gone, a network filesystem that does not answer.
 */
export function isUnexpected(error: unknown): boolean {
  return isBug(error) && !(error instanceof Error && 'syscall' in error);
}
