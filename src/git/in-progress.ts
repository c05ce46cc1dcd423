/**
 * What git remembers of a rebase or a bisect in a worktree, in its admin directory (gitrepository-layout(5)).
 */
import { listIfThere, readIfThere } from './small-file.ts';

export interface InProgress {
  readonly operation: 'rebase' | 'bisect';
  /** The branch that it began on, and that git holds meanwhile; null: HEAD was detached before. */
  readonly branch: string | null;
}

/** By what is there in the admin directory, the file that has the branch. */
const PLACES = [
  { name: 'rebase-merge', operation: 'rebase', file: 'rebase-merge/head-name' },
  { name: 'rebase-apply', operation: 'rebase', file: 'rebase-apply/head-name' },
  { name: 'BISECT_START', operation: 'bisect', file: 'BISECT_START' },
] as const;

/** A bisect that began with a detached HEAD names the commit. */
function branchIn(text: string): string | null {
  const name = text.trim();
  if (name === '' || name === 'detached HEAD' || /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(name)) return null;
  return name.replace(/^refs\/heads\//, '');
}

/** All that are in progress: a bisect may be, beside a rebase. */
function readAll(admin: string): InProgress[] {
  const names = listIfThere(admin);
  return PLACES.filter(({ name }) => names.includes(name)).map(({ operation, file }) => ({
    operation,
    branch: branchIn(readIfThere(`${admin}/${file}`) ?? ''),
  }));
}

/** HEAD is detached while one is in progress; attaching it would break it. Null: none is. */
export function readInProgress(admin: string): InProgress | null {
  const found = readAll(admin);
  const [first] = found;
  if (first === undefined) return null;
  return { operation: first.operation, branch: found.find(({ branch }) => branch !== null)?.branch ?? null };
}

/** Each branch that git checks out nowhere else while one is in progress here; `rebase --update-refs` holds several. */
export function readHeld(
  admin: string,
): { readonly branch: string; readonly operation: InProgress['operation'] }[] {
  return readAll(admin).flatMap(({ operation, branch }) => {
    const own = branch === null ? [] : [branch];
    const updated = operation === 'rebase' ? (readIfThere(`${admin}/rebase-merge/update-refs`) ?? '') : '';
    const others = updated.split('\n').filter((line) => line.startsWith('refs/heads/'));
    return [...own, ...others.flatMap((line) => branchIn(line) ?? [])].map((name) => ({
      branch: name,
      operation,
    }));
  });
}
