/**
 * Runs a program of the user's that nobody waits for, and ends it with all that it started when its time is over.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type GroupOptions, startGroup } from '../process/group.ts';
import { endOwnGroup } from '../process/own-group.ts';

/** Between TERM and KILL. */
const PATIENCE_MS = 1_000;

/** Resolves when it has ended: with what was wrong, or null. Does not throw. */
export async function runBounded(
  argv: readonly string[],
  { limitMs, ...options }: GroupOptions & { readonly limitMs: number },
): Promise<string | null> {
  const { pid, fault } = startGroup(argv, options);
  const over = new AbortController();
  const within = async (ms: number): Promise<boolean> =>
    await Promise.race([
      fault.then(() => true),
      delay(ms, false, { signal: over.signal }).catch(() => false),
    ]);
  try {
    if (pid === null || (await within(limitMs))) return await fault;
    endOwnGroup(pid, 'SIGTERM');
    await within(PATIENCE_MS);
    endOwnGroup(pid, 'SIGKILL'); // what is left of the group, its leader or not
    await fault;
    return `did not end within ${limitMs / 1000} s, so it was stopped`;
  } finally {
    over.abort();
  }
}
