/**
 * What files without a mistake say, kept for the next command in `$XDG_CACHE_HOME/pane/config/`. An entry is found by
 * all that it was made from: the texts, the paths, Node and this build of `pane`. So none is ever out of date, and all
 * can be deleted. One that is in doubt counts as none.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import type { Cache } from '../../context.ts';
import { sha256 } from '../../hash.ts';
import type { ConfigFiles } from '../config.ts';
import type { FileTexts, Said } from './said.ts';

/** Of one entry. What is larger is read from the files each time. */
export const mostKeptBytes = 4 * 1024 * 1024;

/** Where the entry is, or will be. */
export interface Slot {
  readonly cache: Cache;
  /** Of all entries. */
  readonly folder: string;
  readonly path: string;
}

/** The entry for these texts. */
export function slotFor(cache: Cache, files: ConfigFiles, texts: FileTexts): Slot {
  const folder = `${cache.folder}/config`;
  return { cache, folder, path: `${folder}/${sha256(JSON.stringify([cache.build, files, texts]))}` };
}

/** Whoever can write an entry can add and remove tasks: it must be the user alone. Throws where a folder is not there. */
export function isPrivate({ cache, folder }: Slot): boolean {
  const isOwnFolder = (path: string, closed: number): boolean => {
    const stats = lstatSync(path);
    return stats.isDirectory() && isOwn(stats, cache.user, closed);
  };
  return isOwnFolder(cache.folder, 0o022) && isOwnFolder(folder, 0o077);
}

/** `closed`: what others may not do. */
function isOwn({ uid, mode }: Stats, user: number, closed: number): boolean {
  return uid === user && (mode & closed) === 0;
}

/** Null where there is none that can be used. */
export function readKept(slot: Slot): Said | null {
  try {
    if (!isPrivate(slot)) return null;
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const file = openSync(slot.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stats = fstatSync(file);
      const isUsable = stats.isFile() && isOwn(stats, slot.cache.user, 0o077) && stats.size <= mostKeptBytes;
      return isUsable ? parseKept(slot, readFileSync(file, 'utf8')) : null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null; // it is only faster with it
  }
}

/** The first line is a digest of the entry and of what it is for: what is damaged, or stands in another's place, differs. */
export function formatKept({ path }: Pick<Slot, 'path'>, said: Said): string {
  const text = JSON.stringify(said);
  return `${sha256(path + text)}\n${text}`;
}

function parseKept({ path }: Slot, content: string): Said | null {
  const end = content.indexOf('\n');
  const text = content.slice(end + 1);
  // It has the shape that this build gave it, since nothing else makes entries of this name.
  return content.slice(0, end) === sha256(path + text) ? (JSON.parse(text) as Said) : null;
}
