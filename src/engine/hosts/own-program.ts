/**
 * The program that runs: all that it consists of, and a digest by which two machines see that they have the same one, since
 * two builds may have one version.
 */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { sha256 } from '../../hash.ts';

export interface OwnProgram {
  /** The text of each file by its path below the program's folder, as JSON. */
  readonly text: string;
  readonly digest: string;
  /** The one that is run. */
  readonly bin: string;
}

/** `script`: the built one. */
export async function readOwnProgram(script: string): Promise<OwnProgram> {
  const bin = await realpath(script);
  const folder = dirname(bin);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    paths.sort().map(async (path) => [relative(folder, path), await readFile(path, 'utf8')] as const),
  );
  const text = JSON.stringify(Object.fromEntries(texts));
  return { text, digest: sha256(text).slice(0, 16), bin: relative(folder, bin) };
}
