/**
 * What of the main worktree goes to another machine: regular files only, one by one. Links are not followed, since they may
 * lead out of the repository, and are not sent, since they lead nowhere there.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entry, holdsRepository, kindOf, listDirectory, lstatIfThere } from './entry.ts';
import { isPrivateName } from './path-below.ts';

/** Of all files that are sent to a host at once. */
export const mostSent = { files: 1000, bytes: 8 * 1024 * 1024 } as const;

export interface FileToSend {
  /** Relative to the root. */
  readonly path: string;
  readonly bytes: number;
}

export interface ToSend {
  /** Each once; more than can be sent where they are too many. */
  readonly files: readonly FileToSend[];
  /** What is not sent, and why; each is a sentence. */
  readonly warnings: readonly string[];
}

/** The files of these entries, and of the directories among them. */
export async function filesToSend(root: string, entries: readonly Entry[]): Promise<ToSend> {
  const files: FileToSend[] = [];
  const warnings: string[] = [];
  const skip = (path: string, why: string): void => void warnings.push(`\`${path}\` was not sent: ${why}`);
  const add = async (path: string): Promise<void> => {
    const stats = await lstatIfThere(join(root, path));
    if (stats === null) return path.includes('\uFFFD') ? skip(path, 'its name is not UTF-8') : undefined;
    const kind = kindOf(stats);
    if (kind === 'file') files.push({ path, bytes: stats.size });
    else if (kind === 'symlink') skip(path, 'it is a symbolic link');
    else if (kind === null) skip(path, 'it is not a regular file');
    else if (await holdsRepository(root, path)) skip(path, 'it is a separate repository');
    else await addBelow(path);
  };
  const addBelow = async (directory: string): Promise<void> => {
    for (const { name } of await listDirectory(root, directory)) {
      if (files.length > mostSent.files) return; // it is too much anyway
      if (!isPrivateName(name)) await add(`${directory}/${name}`);
    }
  };
  for (const { path } of entries) await add(path);
  return { files, warnings };
}

/** Null: it is gone. @throws where it can't be read, or is no longer what it was */
export async function readToSend(root: string, { path, bytes }: FileToSend): Promise<Uint8Array | null> {
  if ((await lstatIfThere(join(root, path))) === null) return null;
  const file = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size !== bytes) throw new Error('it changed meanwhile');
    const content = await file.readFile();
    if (content.length !== bytes) throw new Error('it changed meanwhile');
    return content;
  } finally {
    await file.close();
  }
}
