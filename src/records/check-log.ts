/**
 * What the last check of a worktree has printed: `<admin>/pane/check.log`, and `check.log.1` for what came before where
 * that is much. `directory`: `<admin>/pane`.
 */
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { isErrno } from '../errors.ts';
import { removeOwnFile } from '../gate/own-files.ts';
import { setAside } from '../gate/set-aside.ts';
import { withoutEscapes } from '../process/command.ts';

/** Of each of the two files, in bytes. */
const MOST_BYTES = 8 << 20;

export interface CheckLogParts {
  readonly newest: string;
  readonly older: string;
}

export function checkLogParts(directory: string): CheckLogParts {
  return { newest: `${directory}/check.log`, older: `${directory}/check.log.1` };
}

export interface CheckLog {
  /** What can't be written, as on a full disk, is lost. */
  readonly write: (piece: Uint8Array | string) => void;
  readonly close: () => void;
}

/** Begins a new one: what the check before has printed is gone. */
export async function openCheckLog(directory: string): Promise<CheckLog> {
  const { newest, older } = checkLogParts(directory);
  await removeOwnFile(directory, older);
  let file = openSync(newest, 'w', 0o600);
  let size = 0;
  return {
    write(piece) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      try {
        if (size > MOST_BYTES) {
          setAside(newest, older);
          closeSync(file);
          file = openSync(newest, 'w', 0o600);
          size = 0;
        }
        writeSync(file, bytes);
        size += bytes.length;
      } catch (error) {
        if (!isErrno(error, 'ENOSPC', 'EDQUOT', 'EIO', 'ENOENT')) throw error;
      }
    },
    close: () => closeSync(file),
  };
}

/** Of one file; empty: it is not there. */
function endOf(path: string, bytes: number): Buffer {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return Buffer.alloc(0);
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(bytes, size));
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, size - buffer.length));
  } finally {
    closeSync(file);
  }
}

/** The last of what it has printed, so many bytes at most, from the beginning of a line, as plain text. */
export function readCheckEnd(directory: string, bytes: number): string {
  const { newest, older } = checkLogParts(directory);
  const last = endOf(newest, bytes);
  const before = last.length < bytes ? endOf(older, bytes - last.length) : Buffer.alloc(0);
  const all = Buffer.concat([before, last]);
  const text = all.toString('utf8');
  const isCut = all.length === bytes && text.includes('\n');
  return withoutEscapes(isCut ? text.slice(text.indexOf('\n') + 1) : text).trimEnd();
}
