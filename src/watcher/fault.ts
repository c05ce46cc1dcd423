/**
 * What goes wrong in a look: a mistake of ours ends the watcher with its stack, and its window starts it again. Pure.
 */
import { isBug } from '../ui/error.ts';

/**
 * Nothing that the user, git, tmux or the machine did. A call of the system that fails is the machine's: a directory that is
 * gone, a network filesystem that does not answer. The next look tries again.
 */
export function isUnexpected(error: unknown): boolean {
  return isBug(error) && !(error instanceof Error && 'syscall' in error);
}
