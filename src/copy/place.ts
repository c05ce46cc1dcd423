/**
 * The place in the new worktree where an entry goes: parents, what a killed copy left, what is there.
 */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno } from '../errors.ts';
import { isTemporaryOf, removeTemporary } from '../gate/temporary.ts';
import { type Entry, lstatIfThere } from './entry.ts';

/** `free`: nothing is there; `taken`: it is kept; else why the entry can't go there, a sentence. */
export type Place = 'free' | 'taken' | { readonly obstacle: string };

/** Makes the parents that are missing; never goes through a symbolic link that the branch has there. */
async function prepareParents(root: string, path: string): Promise<string | null> {
  const segments = dirname(path) === '.' ? [] : dirname(path).split('/');
  for (let depth = 1; depth <= segments.length; depth += 1) {
    const parent = segments.slice(0, depth).join('/');
    const stats = await lstatIfThere(join(root, parent));
    if (stats?.isDirectory()) continue;
    if (stats !== null) return `\`${path}\` was skipped: \`${parent}\` is not a directory on this branch`;
    await mkdir(join(root, parent)).catch((error: unknown) => {
      if (!isErrno(error, 'EEXIST')) throw error;
    });
  }
  return null;
}

/** Looks at the place of an entry below `root` and makes its parents. */
export async function preparePlace(root: string, path: string): Promise<Place> {
  const obstacle = await prepareParents(root, path);
  if (obstacle !== null) return { obstacle };
  return (await lstatIfThere(join(root, path))) === null ? 'free' : 'taken';
}

/** Removes what copies of these very entries left behind when they were killed. */
export async function clearLeftovers(root: string, entries: readonly Entry[]): Promise<void> {
  const parents = new Map<string, Entry[]>();
  for (const entry of entries) {
    const parent = dirname(join(root, entry.path));
    parents.set(parent, [...(parents.get(parent) ?? []), entry]);
  }
  for (const [parent, siblings] of parents) {
    const names = await readdir(parent).catch(() => []); // not made yet: nothing was left there
    for (const name of names.filter((candidate) => candidate.includes('.pane-tmp-'))) {
      const ours = siblings.some((entry) => isTemporaryOf(name, join(root, entry.path)));
      if (ours && !(await leadsThroughLink(root, siblings[0]?.path ?? '')))
        await removeTemporary(join(parent, name));
    }
  }
}

async function leadsThroughLink(root: string, path: string): Promise<boolean> {
  const segments = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= segments.length; depth += 1) {
    const stats = await lstatIfThere(join(root, ...segments.slice(0, depth)));
    if (stats?.isSymbolicLink()) return true;
  }
  return false;
}

/** A sentence where a link that leads somewhere in the main worktree leads nowhere from here. */
export async function warnOfBrokenLink(path: string, from: string, to: string): Promise<string | null> {
  const worked = await stat(join(from, path)).then(
    () => true,
    () => false,
  );
  const works = await stat(join(to, path)).then(
    () => true,
    () => false,
  );
  return worked && !works ? `\`${path}\` is a symbolic link that leads nowhere from the worktree` : null;
}
