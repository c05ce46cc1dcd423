/**
 * Checks as they are stored, with as little in them as a test needs.
 */
import { type Attempts, type Check, NO_ATTEMPTS } from '../../src/records/attempts.ts';

export const VERIFY = { run: ['npm test'], timeoutMs: 1000, retries: 3, settleMs: 20_000 };

/** One of the first turn, of `hash`. */
export function check(outcome: Check['outcome'], parts: Partial<Check> = {}): Check {
  const failed = outcome === 'red';
  return {
    outcome,
    at: 50,
    exitCode: failed ? 1 : null,
    command: failed ? 'npm test' : null,
    said: failed ? 'one test failed' : '',
    seconds: 3,
    turn: 1,
    head: 'a'.repeat(40),
    trace: 'b'.repeat(40),
    hash: 'hash',
    isAgain: false,
    changed: false,
    tells: true,
    repeats: false,
    changedSince: false,
    ...parts,
  };
}

export function attempts(last: Check | null, parts: Partial<Attempts> = {}): Attempts {
  return { ...NO_ATTEMPTS, check: last, ...parts };
}

/** The claim of a check of the first turn. */
export function checking(
  parts: Partial<NonNullable<Attempts['checking']>> = {},
): NonNullable<Attempts['checking']> {
  return { process: { pid: 4711, start: '1', boot: 'b', host: 'h' }, at: 45, turn: 1, lost: 0, ...parts };
}
