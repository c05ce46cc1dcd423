/**
 * The shortest name of a ref that git takes for it: `main` means a tag where there is one beside the branch. Told from the
 * files of the repository, as a call of git would cost each `exec` as much as all the rest.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from './small-file.ts';

/** What git takes a short name for, in its order (gitrevisions(7)). */
function meanings(short: string): string[] {
  const roots = ['refs', 'refs/tags', 'refs/heads', 'refs/remotes'];
  return [...roots.map((root) => `${root}/${short}`), `refs/remotes/${short}/HEAD`];
}

/** A directory is where refs of longer names lie. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false; // nothing is there, or a file where a directory would be
  }
}

function hasRef(common: string, packed: string, name: string): boolean {
  return isFile(join(common, name)) || packed.includes(` ${name}\n`);
}

/** `common`: of its repository. A commit stays as it is. */
export function clearName(common: string, ref: string): string {
  const [, short] = /^refs\/(?:heads|tags|remotes)\/(.+)$/.exec(ref) ?? [];
  if (short === undefined) return ref;
  const longer = ref.slice('refs/'.length);
  if (existsSync(join(common, 'reftable'))) return longer; // no file tells which refs there are
  const packed = readIfThere(join(common, 'packed-refs')) ?? '';
  const others = meanings(short).filter((name) => name !== ref);
  return others.some((name) => hasRef(common, packed, name)) ? longer : short;
}
