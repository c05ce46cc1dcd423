/**
 * What was brought and git does not ignore on the task's branch: an agent's `git add -A` would commit it.
 */
import { findIgnored, listUnignoredBelow } from '../git/ignored.ts';
import type { Runner } from '../process/command.ts';

/** How many names one call of git gets: far below any limit on a command line. */
const BATCH = 500;

async function holdsUnignored(
  runner: Runner,
  worktree: string,
  directories: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (let start = 0; start < directories.length; start += BATCH) {
    const batch = directories.slice(start, start + BATCH);
    const below = await runner.run(listUnignoredBelow(worktree, batch));
    for (const directory of batch) {
      if (below.some((path) => path.startsWith(`${directory}/`))) found.add(directory);
    }
  }
  return found;
}

/**
 * A sentence for each. A directory that git does not ignore by name may still hold ignored things only:
 * the second question is asked about those alone.
 */
export async function warnOfUnignored(
  runner: Runner,
  worktree: string,
  brought: { readonly directories: readonly string[]; readonly others: readonly string[] },
): Promise<string[]> {
  const all = [...brought.directories, ...brought.others];
  if (all.length === 0) return [];
  const ignored = await runner.run(findIgnored(worktree, all));
  const others = brought.others.filter((path) => !ignored.has(path));
  const doubtful = brought.directories.filter((path) => !ignored.has(path));
  const directories = await holdsUnignored(runner, worktree, doubtful);
  return [...others, ...directories]
    .sort()
    .map((path) => `\`${path}\` is not ignored on this branch: an agent would commit it`);
}
