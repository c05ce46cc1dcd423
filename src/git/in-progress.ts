/**
 * What git remembers of a rebase or a bisect in a worktree, in its admin directory (gitrepository-layout(5)).
 */
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';

async function ifThere<T>(found: Promise<T>): Promise<T | null> {
  return await found.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}

/** While one is in progress git holds the branch although HEAD is detached; attaching HEAD would break it. */
export async function isInProgress(admin: string): Promise<boolean> {
  const names = ['rebase-merge', 'rebase-apply', 'BISECT_START'];
  const found = await Promise.all(names.map((name) => ifThere(lstat(join(admin, name)))));
  return found.some((each) => each !== null);
}

/** The branch that a rebase or bisect in progress holds; null: none. */
export async function heldBranch(admin: string): Promise<string | null> {
  const places = ['rebase-merge/head-name', 'rebase-apply/head-name', 'BISECT_START'];
  const texts = await Promise.all(places.map((place) => ifThere(readFile(join(admin, place), 'utf8'))));
  const name = texts.find((text) => text !== null)?.trim() ?? '';
  return name === '' || name === 'detached HEAD' ? null : name.replace(/^refs\/heads\//, '');
}
