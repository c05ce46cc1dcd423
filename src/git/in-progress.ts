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

/** HEAD is detached while one is in progress; attaching it would break it. Null: none is. */
export function readInProgress(admin: string): InProgress | null {
  const names = listIfThere(admin);
  const found = PLACES.filter(({ name }) => names.includes(name));
  const [first] = found;
  if (first === undefined) return null;
  const branches = found.map(({ file }) => branchIn(readIfThere(`${admin}/${file}`) ?? ''));
  return { operation: first.operation, branch: branches.find((branch) => branch !== null) ?? null };
}
