/**
 * Ends process groups of our own children. The only place outside the gate that sends a signal: the runner has to end
 * what it started itself, and the gate stands above it.
 */
import { isErrno } from '../errors.ts';

/**
 * @param leader a child that was started as the leader of its group and not yet collected, so that the number is still
 *   its own; 0 and 1 would reach our own group, or everybody, and are passed over
 */
export function endOwnGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (!Number.isSafeInteger(leader) || leader <= 1) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error; // it has ended meanwhile
  }
}
