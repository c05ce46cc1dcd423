/**
 * Keeps a file that grows within bounds: what is full goes to the side, in place of what went there before.
 */
import { renameSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { PaneError } from '../errors.ts';

/**
 * Moves a file of `pane`'s to the name for its older part, in the same directory: what has that name by then is gone.
 * @throws {PaneError} where the name is not the file's own with `.1` behind it
 */
export function setAside(path: string, older: string): void {
  if (older !== `${path}.1`)
    throw new PaneError('failed', `not the older part of ${basename(path)}: ${dirname(older)}`);
  renameSync(path, older);
}
