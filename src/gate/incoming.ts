/**
 * Objects that come into a repository from elsewhere, by way of a directory of their own: they are there as a whole or not at
 * all, and what was cut off takes no room.
 */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../errors.ts';

/** git knows such directories by the beginning of their names: what a killed `pane` leaves, `git gc` removes. */
const NAME = 'tmp_objdir-pane-';

/** What a call of git needs in its environment. */
export type IncomingEnv = Readonly<
  Record<'GIT_OBJECT_DIRECTORY' | 'GIT_ALTERNATE_OBJECT_DIRECTORIES', string>
>;

/** As git takes a path that may hold a colon, or what else it would take apart (git(1)). */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}

/** `work` takes packs into the directory that its environment names, and says whether they are whole. */
export async function takeObjects(
  common: string,
  work: (env: IncomingEnv) => Promise<boolean>,
): Promise<boolean> {
  const objects = join(common, 'objects');
  const incoming = join(objects, `${NAME}${randomBytes(6).toString('hex')}`);
  await mkdir(join(incoming, 'pack'), { recursive: true });
  try {
    const isWhole = await work({
      GIT_OBJECT_DIRECTORY: incoming,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(objects),
    });
    if (isWhole) await adopt(join(incoming, 'pack'), join(objects, 'pack'));
    return isWhole;
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
}

/** A pack counts from when its index is there, so that comes last. */
async function adopt(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) =>
    /^pack-[0-9a-f]+\.(pack|rev|idx|promisor)$/.test(name),
  );
  const isIndex = (name: string): boolean => name.endsWith('.idx');
  await mkdir(to, { recursive: true });
  for (const name of [...names.filter((name) => !isIndex(name)), ...names.filter(isIndex)])
    await place(join(from, name), join(to, name));
}

/** What has its name is it already: packs are called by what is in them. */
async function place(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return;
    if (!isErrno(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS')) throw error;
    await rename(from, to); // a file system without hard links
  }
}
