/**
 * Signals that all which a command does at once is ended by.
 */
import { setMaxListeners } from 'node:events';

/**
 * Every program that only reads listens to it, and every wait and connection, each for as long as it takes. Of more than ten
 * at once Node would warn the user, as of a leak. One that is made of such a signal does not inherit this.
 */
export function forMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
