/**
 * Writing a whole file at once: other readers see the old content or the new one, never a part.
 */
import { type FileHandle, link, lstat, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isErrno, PaneError, refusalOf } from '../errors.ts';
import { temporaryName } from './temporary.ts';

export interface WriteOptions {
  /** Mode of the file; without it an existing file keeps its own, a new one gets 0644. */
  readonly mode?: number;
  /** Whether the content must survive a loss of power; default true. */
  readonly durable?: boolean;
}

/** A symbolic link is followed, so that the link stays. */
async function targetOf(path: string): Promise<string> {
  return await realpath(path).catch(async (error: unknown) => {
    if (!isErrno(error, 'ENOENT')) throw error;
    // By now another process may have made the file: only a link to nowhere is not ours to replace.
    const there = await lstat(path).catch(() => null);
    if (there?.isSymbolicLink()) throw error;
    return join(await realpath(dirname(path)), basename(path));
  });
}

async function modeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ mode }) => mode & 0o7777,
    (error: unknown) => {
      if (isErrno(error, 'ENOENT')) return 0o644;
      throw error;
    },
  );
}

async function fill(
  file: FileHandle,
  content: string | Uint8Array,
  mode: number,
  durable: boolean,
): Promise<void> {
  try {
    await file.writeFile(content);
    await file.chmod(mode); // whatever the umask took away
    if (durable) await file.sync();
  } finally {
    await file.close();
  }
}

/** Some filesystems have nothing to sync of a directory, and say so with one of these. */
const NOT_SYNCED = ['EINVAL', 'ENOTSUP', 'EISDIR', 'EACCES', 'EPERM', 'EBADF'];

/** The name too must survive a loss of power: a rename is an entry in the directory. */
async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, 'r');
    await directory.sync().finally(() => directory.close());
  } catch (error) {
    if (!isErrno(error, ...NOT_SYNCED)) throw error;
  }
}

/** Node does not name the file where a write fails. */
export function writeFailure(path: string, error: unknown): unknown {
  const refusal = refusalOf(error);
  if (refusal === null) return error;
  return new PaneError('failed', `could not write ${path}: ${refusal}`, { cause: error });
}

/**
 * Replaces the file's content, or makes the file.
 * @throws {PaneError} `failed` where the machine refuses it: what was there stays.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const target = await targetOf(path);
  const mode = options.mode ?? (await modeOf(target));
  const durable = options.durable ?? true;
  const draft = temporaryName(target);
  try {
    await fill(await open(draft, 'wx', mode), content, mode, durable);
    await rename(draft, target);
  } catch (error) {
    await unlink(draft).catch(() => {}); // the first error is the one to tell
    throw writeFailure(target, error);
  }
  if (durable) await syncDirectory(dirname(target));
}

/** Makes a file that must not be there yet, with its whole content at once. False: it is there already. */
export async function writeNewFile(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<boolean> {
  const draft = temporaryName(path);
  try {
    await fill(await open(draft, 'wx', mode), content, mode, true);
    await link(draft, path);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw writeFailure(path, error);
  } finally {
    await unlink(draft).catch(() => {});
  }
  await syncDirectory(dirname(path));
  return true;
}
