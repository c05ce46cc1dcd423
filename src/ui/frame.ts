/**
 * A screen that is drawn over the one before. Pure.
 */

const HOME = '\x1b[H';
const CLEAR_TO_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/**
 * What a terminal has to be sent: nothing is blank in between, so nothing flickers. Lines that don't fit are
 * left out, for the terminal would scroll.
 * @param text ended by a line break
 * @param rows of the terminal
 */
export function formatFrame(text: string, rows: number): string {
  const lines = text.split('\n').slice(0, -1);
  const room = Math.max(1, rows - 1);
  const shown =
    lines.length > room ? [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more`] : lines;
  return `${HOME}${shown.map((line) => `${line}${CLEAR_TO_LINE_END}\r\n`).join('')}${CLEAR_BELOW}`;
}
