/**
 * Waiting for something to come true: the only place in the tests with a timer.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Milliseconds after which it gives up; 20 seconds by default, since test machines can be slow. */
  readonly timeout?: number;
}

/** The longest interval between the calls of a check that is quick. */
const MOST_MS = 250;

/** The same for one that starts programs. */
const MOST_SLOW_MS = 600;

/**
 * Calls `check` again and again, first at short intervals, then at longer ones, until it neither throws nor
 * returns false; returns what it returned. After the timeout it throws what `check` threw last. One that takes long
 * itself, because it starts programs, is called less often, at rest for twice as long as it takes: it must not take the
 * time of what it waits for.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeout = 20_000 }: EventuallyOptions = {},
): Promise<T> {
  const end = Date.now() + timeout;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, MOST_MS)) {
    const begun = Date.now();
    const attempt = await tried(check);
    if (attempt.passed) return attempt.value;
    if (Date.now() > end) throw attempt.error;
    await delay(Math.max(pause, Math.min(2 * (Date.now() - begun), MOST_SLOW_MS)));
  }
}

type Attempt<T> =
  | { readonly passed: true; readonly value: T }
  | { readonly passed: false; readonly error: unknown };

async function tried<T>(check: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    const value = await check();
    if (value !== false) return { passed: true, value };
    return { passed: false, error: new Error(`never came true: ${check.toString()}`) };
  } catch (error) {
    return { passed: false, error };
  }
}
