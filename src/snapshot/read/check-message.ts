/**
 * What an agent is told of a check that failed, with what the check has printed. `directory`: `<admin>/pane`.
 */
import type { Check } from '../../records/attempts.ts';
import { checkLogParts, readCheckEnd } from '../../records/check-log.ts';
import { checkMessage } from '../check-message.ts';

/** How much of what it has printed is in it. */
const MESSAGE_BYTES = 8192;

export function readCheckMessage(check: Check, directory: string): string {
  return checkMessage(check, readCheckEnd(directory, MESSAGE_BYTES), checkLogParts(directory).newest);
}
