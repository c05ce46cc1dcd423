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

/** In bytes of UTF-8. */
export function longestLine(text: string): number {
  const encoder = new TextEncoder();
  return Math.max(...text.split('\n').map((line) => encoder.encode(line).length));
}
