/**
 * A text as it may be typed into a program: nothing in it steers the terminal or submits it early. Pure.
 */

/**
 * Without control characters but tab and line feed, and without line breaks at its end: the Enter that submits it is
 * pressed afterwards. This is what has to arrive, byte for byte in UTF-8, and once.
 */
export function typedText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}/gu, (character) => (character === '\n' || character === '\t' ? character : ''))
    .replace(/\n+$/, '');
}

const encoder = new TextEncoder();

/** In bytes of UTF-8. */
export function longestLine(text: string): number {
  return Math.max(...text.split('\n').map((line) => encoder.encode(line).length));
}

/** How much of its beginning is kept of a line that is too long. */
const BEGINNING = 200;

/** For a program that takes each line for a turn. Of what is longer than so many bytes, the middle is left out. */
export function asOneLine(text: string, mostBytes: number): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  if (longestLine(line) <= mostBytes) return line;
  const characters = [...line];
  const beginning = `${characters.slice(0, BEGINNING).join('')} … `;
  let start = characters.length;
  for (let left = mostBytes - longestLine(beginning); start > 0; start -= 1) {
    left -= longestLine(characters[start - 1] ?? '');
    if (left < 0) break;
  }
  return beginning + characters.slice(start).join('');
}
