/**
 * Lines of a text that is to be changed in place. Pure.
 */

/** What ends the lines of this text: the first line tells. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  return /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
}

/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line after that of an offset begins, or the text ends. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** The line that begins at an offset, without its end. */
export function lineAt(text: string, start: number): string {
  return text.slice(start, nextLine(text, start)).replace(/\r?\n$/, '');
}

export function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}

/** The column of a line's comment, null for a line that is not only a comment. */
export function commentColumn(line: string): number | null {
  const match = /^[ \t]*(?=#)/.exec(line);
  return match === null ? null : match[0].length;
}

export function replaceSpan(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
