/**
 * Reads the texts that make up a configuration: whole regular files of valid UTF-8 and bounded size.
 * What can't be read so is told in one sentence.
 */
import { readFileSync, statSync } from 'node:fs';
import { mebibytes } from '../limits.ts';

export type TextResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  /** `message` continues the name of the file: "is a directory". */
  | { readonly kind: 'unreadable'; readonly message: string };

export function readText(path: string, mostBytes: number): TextResult {
  try {
    const stats = statSync(path);
    // Before it is opened: opening a pipe would wait for its writer.
    if (stats.isDirectory()) return unreadable('is a directory, not a file');
    if (!stats.isFile()) return unreadable('is not a regular file');
    if (stats.size > mostBytes) return tooLarge(stats.size, mostBytes);
    const bytes = readFileSync(path);
    return bytes.length > mostBytes ? tooLarge(bytes.length, mostBytes) : decode(bytes);
  } catch (error) {
    return failure(error as NodeJS.ErrnoException);
  }
}

function unreadable(message: string): TextResult {
  return { kind: 'unreadable', message };
}

function tooLarge(bytes: number, mostBytes: number): TextResult {
  return unreadable(`is too large: ${mebibytes(bytes)}, at most ${mebibytes(mostBytes)}`);
}

/** What a failed call of the file system means to the user. */
function failure(error: NodeJS.ErrnoException): TextResult {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'missing' };
    case 'EACCES':
    case 'EPERM':
      return unreadable("can't be read: no permission");
    case 'ELOOP':
      return unreadable("can't be read: symbolic links form a loop");
    default:
      return unreadable(`can't be read: ${error.message}`);
  }
}

/** The byte order mark, if any, stays: what is read is what is written back. */
function decode(bytes: Uint8Array): TextResult {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const { line, byte } = firstInvalid(bytes);
    return unreadable(`is not valid UTF-8 on line ${line} (byte ${byte} of the file); save it as UTF-8`);
  }
}

/** Line and byte, from 1, of the first bytes that are no character. */
function firstInvalid(bytes: Uint8Array): { line: number; byte: number } {
  // Everything before the first replacement that was not in the file is valid, and its length is known.
  const valid = validLength(bytes);
  let line = 1;
  for (const byte of bytes.subarray(0, valid)) if (byte === 0x0a) line += 1;
  return { line, byte: Math.min(valid + 1, bytes.length) };
}

/** The longest valid beginning, by halving: a beginning that ends inside a character counts as valid. */
function validLength(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (beginsValid(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function beginsValid(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
