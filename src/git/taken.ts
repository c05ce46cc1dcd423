/**
 * Whether a place is free: looked at before anything is made, moved or restored there. At once, for the
 * same reason as the small files.
 */
import { lstatSync } from 'node:fs';
import { isErrno } from '../errors.ts';

/** Something lies at the path, be it a link to nowhere, or a file stands where one of its directories would be. */
export function isTaken(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    if (isErrno(error, 'ENOTDIR')) return true;
    throw error;
  }
}
