/**
 * The projects of a repository as they are known without their files: by the stamps of their worktrees, and by what was
 * applied last.
 */
import { resolve } from 'node:path';
import type { Records } from '../config/load/discover.ts';
import type { Repository } from '../git/repository.ts';
import { realPathIfThere } from '../git/small-file.ts';
import { adminDirectoryOf, listAdminDirectories } from '../git/worktrees.ts';
import { lazy } from '../lazy.ts';
import { projectIdOf } from '../records/project-id.ts';
import { readStamp } from '../records/store.ts';
import { findWorktrees } from '../snapshot/read/our-worktrees.ts';
import { hasNote } from './notes.ts';

/** Archives alone are nobody's work in progress. */
function filesGone({ common, main }: Repository): string[] {
  const live = findWorktrees(
    listAdminDirectories(common),
    [],
    ({ archive }) => archive === null || archive.step !== 'archived',
  );
  const files = new Set(live.map(({ stamp }) => resolve(main ?? '/', stamp.config)));
  return [...files].filter((file) => realPathIfThere(file) === null).sort();
}

export function recordsOf(repository: Repository): Records {
  const gone = lazy(() => filesGone(repository));
  const wasApplied = (file: string): boolean => {
    const owner = { scope: { repository, projectId: projectIdOf(repository, file) } };
    return hasNote(owner, 'applied') || hasNote(owner, 'named');
  };
  const ofWorktree = (): string | null => {
    const { main, top } = repository;
    const admin = top === null || top === main ? null : adminDirectoryOf(top);
    const stamp = admin === null ? null : readStamp(admin);
    return stamp === null ? null : resolve(main ?? '/', stamp.config);
  };
  return { gone, ofWorktree, has: (file) => wasApplied(file) && gone().includes(file) };
}
