/**
 * Reading the small files that git and `pane` keep for each worktree. At once, not through Node's thread
 * pool: that takes ten times as long for a file of a few bytes, and a look at 100 tasks reads 700 of them.
 */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isErrno } from '../errors.ts';

/** A directory of the path may be missing too, or be a file. */
function isMissing(error: unknown): boolean {
  return isErrno(error, 'ENOENT', 'ENOTDIR');
}

/** The text of a file, null where there is none. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** When a file was changed last, in milliseconds since 1970; null: it is not there. */
export function changedAtIfThere(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** The names in a directory, none where there is no such directory. */
export function listIfThere(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Whether both paths lead to one directory or file, by links or mounts too. False where one leads to nothing. */
export function isSamePlace(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }));
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}

/** Null: the path leads to nothing. Anything else that keeps it from being known is thrown. */
export function realPathIfThere(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (isMissing(error) || isErrno(error, 'ELOOP')) return null;
    throw error;
  }
}

/** The path that a worktree's `.git` file names; null where there is no such file: the main worktree's is a directory. */
export function linkOf(path: string): string | null {
  try {
    return /^gitdir: ([\s\S]*?)\n?$/.exec(readIfThere(path) ?? '')?.[1] ?? null;
  } catch (error) {
    if (isErrno(error, 'EISDIR')) return null;
    throw error;
  }
}
