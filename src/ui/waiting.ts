/**
 * What is waited for, in one line in place on a terminal; nothing where the wait is over at once, or there is no terminal.
 * Pure, but for what stands in the line: it is given what it writes with.
 */
import { clearLine } from './line-in-place.ts';
import { truncate } from './width.ts';

const AFTER_MS = 1000;

export interface WaitingOptions {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly write: (text: string) => void;
}

export interface WaitingDisplay {
  /** `waitedMs`: how long it has been waited. */
  readonly show: (text: string, waitedMs: number) => void;
  /** Takes the line away; to be called before anything else is written. */
  readonly end: () => void;
}

export function createWaiting({ isTerminal, columns, write }: WaitingOptions): WaitingDisplay {
  let drawn = '';
  return {
    show: (text, waitedMs) => {
      if (!isTerminal || waitedMs < AFTER_MS || text === drawn) return;
      drawn = text;
      write(`${clearLine}${truncate(text, columns - 1)}`);
    },
    end: () => {
      if (drawn !== '') write(clearLine);
      drawn = '';
    },
  };
}
