/**
 * The terminal of another program: its mode, and its bell.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
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

/** Never waits, as for one whose output is stopped. */
const BESIDE = constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK;

/** Rings the bell of a terminal, which draws nothing; one that is gone, or takes nothing, is passed over. */
export function ringBell(tty: string): void {
  try {
    const file = openSync(tty, BESIDE);
    try {
      writeSync(file, '\x07');
    } finally {
      closeSync(file);
    }
  } catch {
    // Nobody can be told by it then.
  }
}
