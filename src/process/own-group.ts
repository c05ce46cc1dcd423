/**
 * Ends process groups of our own children. The only place outside the gate that sends a signal: the runner has to end
 * what it started itself, and the gate stands above it.
 */
import type { ChildProcess } from 'node:child_process';
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

/** The group of a child that leads one, unless it has ended: its number may be another's by then. */
export function endOwnChild(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  const isRunning = child.exitCode === null && child.signalCode === null;
  if (child.pid !== undefined && isRunning) endOwnGroup(child.pid, signal);
}
