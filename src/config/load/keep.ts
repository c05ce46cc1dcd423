/**
 * Keeps what files say for the next command, and a bounded number of such entries. What fails costs only time.
 */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeOwnFile } from '../../gate/own-files.ts';
import { writeFileAtomically } from '../../gate/write.ts';
import { formatKept, isPrivate, mostKeptBytes, type Slot } from './kept.ts';
import type { Said } from './said.ts';

/** Each edit of a file makes an entry. */
const mostEntries = 40;
const mostBytes = 2 * mostKeptBytes;

export async function keep(slot: Slot, said: Said): Promise<void> {
  try {
    const content = formatKept(slot, said);
    if (Buffer.byteLength(content) > mostKeptBytes) return;
    if (!isUsersPlace(slot)) return;
    await mkdir(slot.folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(slot)) return;
    await writeFileAtomically(slot.path, content, { mode: 0o600, durable: false });
    await removeOldest(slot);
  } catch {
    // The disk is full, or the folder is not to be written.
  }
}

/**
 * With `sudo`, the cache is mostly that of the user who typed it: a folder of root's in there would keep that user's own
 * `pane` from using it for good.
 */
function isUsersPlace({ cache, folder }: Slot): boolean {
  let place = folder;
  let stats = statSync(place, { throwIfNoEntry: false });
  while (stats === undefined) {
    place = dirname(place);
    stats = statSync(place, { throwIfNoEntry: false });
  }
  return stats.uid === cache.user;
}

async function removeOldest({ cache, folder }: Slot): Promise<void> {
  const found = readdirSync(folder).map((name) => {
    const { mtimeMs, size } = lstatSync(`${folder}/${name}`);
    return { path: `${folder}/${name}`, mtimeMs, size };
  });
  let bytes = 0;
  for (const [index, { path, size }] of found.sort((a, b) => b.mtimeMs - a.mtimeMs).entries()) {
    bytes += size;
    if (index >= mostEntries || bytes > mostBytes) await removeOwnFile(cache.folder, path);
  }
}
