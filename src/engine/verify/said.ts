/**
 * What a failed check has said last, for one line. Pure.
 */
const LINES = 3;
const CHARACTERS = 160;

/** The last lines with anything in them. */
export function lastLines(output: string): string {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('$ '))
    .slice(-LINES)
    .map((line) => line.slice(0, CHARACTERS))
    .join('; ');
}
