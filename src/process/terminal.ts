/**
 * The mode of a terminal that another program reads from.
 */
import { platform } from 'node:os';
import type { Command } from './command.ts';

/**
 * What a terminal keeps of one line while it collects lines, in bytes, without the line break; the rest is lost.
 * Elsewhere than on Linux: by its headers (MAX_CANON).
 */
export const LONGEST_LINE = platform() === 'linux' ? 4095 : 1000;

/** True: it collects lines, as for `cat`; false: the program reads each key; null: could not be asked. */
export function readsLines(tty: string): Command<boolean | null> {
  return {
    file: 'stty',
    argv: [platform() === 'linux' ? '-F' : '-f', tty, '-a'],
    reads: true,
    okCodes: [1],
    parse: ({ stdout, exitCode }) => (exitCode === 0 ? / icanon\b/.test(stdout.replace(/\n/g, ' ')) : null),
  };
}
