/**
 * Waiting for what nobody tells: looking again and again.
 */
import { setTimeout as delay } from 'node:timers/promises';

/** Ends early, and without an error, where the signal is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, null, { signal }).catch(() => null);
}

export interface Rhythm {
  readonly everyMs: number;
  /** After which it looks for the last time; without it, it never gives up. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks at once and then every so often, until it is done (the default: until something true was seen), the time is
 * over, or the signal is aborted. `look` is told how long it has been waited, in ms.
 * @returns what was seen last, done or not
 */
export async function poll<T>(
  { everyMs, limitMs = Number.POSITIVE_INFINITY, signal }: Rhythm,
  look: (waitedMs: number) => T | Promise<T>,
  isDone: (seen: T) => boolean = Boolean,
): Promise<T> {
  const begun = performance.now();
  for (;;) {
    const seen = await look(performance.now() - begun);
    const left = limitMs - (performance.now() - begun);
    if (isDone(seen) || left <= 0 || signal?.aborted) return seen;
    await pause(Math.min(everyMs, left), signal);
    if (signal?.aborted) return seen;
  }
}

/** Does it again, so many times in all, where it failed by an error that passes. @throws the last error, or another one */
export async function tryAgain<T>(
  { times, everyMs }: { readonly times: number; readonly everyMs: number },
  attempt: () => Promise<T>,
  passes: (error: unknown) => boolean,
): Promise<T> {
  for (let left = times - 1; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left <= 0 || !passes(error)) throw error;
      await pause(everyMs);
    }
  }
}
