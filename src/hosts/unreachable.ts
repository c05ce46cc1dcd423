/**
 * A host that could not be asked.
 */
import { PaneError } from '../errors.ts';

/** Nothing is known of what it has. */
export class Unreachable extends PaneError {
  /** There was a connection, and it is gone: what was asked may have been done. */
  readonly wasLost: boolean;

  constructor(message: string, wasLost = false, hint = '') {
    super('failed', message, { hint });
    this.wasLost = wasLost;
  }
}
