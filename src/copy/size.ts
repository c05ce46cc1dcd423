/**
 * How much a selection would copy, for `plan`.
 */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command, Runner } from '../process/command.ts';
import type { Entry } from './entry.ts';

/** How many names one call of `du` gets. */
const BATCH = 500;

/** Kibibytes on disk of all the paths; what could not be read is left out. */
function diskUsage(root: string, paths: readonly string[]): Command<number> {
  return {
    file: 'du',
    argv: ['-skc', '--', ...paths],
    cwd: root,
    env: { LC_ALL: 'C' },
    reads: true,
    isLong: true,
    okCodes: [1],
    parse: ({ stdout }) => Number(/(\d+)\ttotal\n?$/.exec(stdout)?.[1] ?? 0),
  };
}

/** Bytes; directories count as what they take on the disk, like `du`. */
export async function measureEntries(
  runner: Runner,
  root: string,
  entries: readonly Entry[],
): Promise<number> {
  const others = entries.filter((entry) => entry.kind !== 'directory');
  const sizes = await Promise.all(
    others.map(async (entry) => (await lstat(join(root, entry.path)).catch(() => ({ size: 0 }))).size),
  );
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  const directories = entries.flatMap((entry) => (entry.kind === 'directory' ? [entry.path] : []));
  for (let start = 0; start < directories.length; start += BATCH) {
    bytes += 1024 * (await runner.run(diskUsage(root, directories.slice(start, start + BATCH))));
  }
  return bytes;
}
