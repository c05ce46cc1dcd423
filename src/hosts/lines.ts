/**
 * Lines out of pieces. Pure.
 */

/** A line is longer than is taken. */
class LineTooLong extends Error {}

/** @returns a function that takes the next piece and gives the lines that it completes. @throws {LineTooLong} from it */
export function lineReader(most: number): (piece: string) => string[] {
  let pieces: string[] = [];
  let length = 0;
  return (piece) => {
    const parts = piece.split('\n');
    const last = parts.pop() ?? '';
    const lines = parts.map((part) => {
      const line = [...pieces, part].join('');
      pieces = [];
      length = 0;
      return line;
    });
    if (last !== '') pieces.push(last);
    length += last.length;
    if (length > most || lines.some((line) => line.length > most))
      throw new LineTooLong('a line is too long');
    return lines;
  };
}
