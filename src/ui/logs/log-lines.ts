/**
 * A log as it is printed while it grows: lines when they are finished, and a line that stays unfinished for a while
 * (a question, a prompt) as far as it is there. Pure, but for what it keeps between two pieces.
 */

import { printableScreen } from '../printable.ts';
import { createPlainLog } from './plain-log.ts';

export interface LogLines {
  /** What is to be printed now that this piece came. */
  readonly write: (text: string) => string;
  /** What is to be printed because nothing more is there for now. */
  readonly pause: () => string;
  /** What is to be printed in the end. */
  readonly end: () => string;
}

function shownAs(text: string): string {
  return printableScreen(text, { colours: false });
}

/** The last lines of a text; one that is not finished counts. */
function lastLines(text: string, count: number): string {
  if (count === 0) return '';
  // The break at the very end begins no line.
  let start = text.length - 1;
  for (let left = count; left > 0 && start !== -1; left -= 1) {
    start = start === 0 ? -1 : text.lastIndexOf('\n', start - 1);
  }
  return text.slice(start + 1);
}

/** @param count of what comes before the first pause, only so many of the last lines; null: all */
export function createLogLines(count: number | null): LogLines {
  const log = createPlainLog();
  /** What came before the first pause, until it is known which are the last lines of it. */
  let beginning = '';
  let hasBegun = count === null;
  /** What is printed of the line that is not finished. */
  let shown = '';

  /** What is new of a text that begins with the unfinished line. One that was changed meanwhile begins once more. */
  const onward = (text: string): string => (text.startsWith(shown) ? text.slice(shown.length) : `\n${text}`);

  const write = (text: string): string => {
    const lines = shownAs(log.write(text));
    if (!hasBegun) beginning += lines;
    if (!hasBegun || lines === '') return '';
    const out = onward(lines);
    shown = '';
    return out;
  };

  const pause = (): string => {
    const rest = shownAs(log.rest());
    const out = hasBegun ? onward(rest) : lastLines(beginning + rest, count ?? 0);
    beginning = '';
    hasBegun = true;
    shown = rest;
    return out;
  };

  const end = (): string => {
    const out = pause();
    return shown === '' ? out : `${out}\n`;
  };

  return { write, pause, end };
}
