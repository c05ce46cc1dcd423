/**
 * Worktrees that lie in the repository itself.
 */

import { findIgnored } from '../git/ignored.ts';
import { isWithin, shownPath } from '../paths.ts';
import type { Project } from './project.ts';

export interface Unignored {
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly way: string;
}

/**
 * Null: the folder of the worktrees lies elsewhere, or git ignores it. Else an agent that adds all in the main worktree
 * adds the other tasks' worktrees.
 */
export async function unignoredWorktrees({ scope }: Pick<Project, 'scope'>): Promise<Unignored | null> {
  const { config, repository, runner } = scope;
  const { main } = repository;
  if (main === null || !isWithin(config.worktrees, main)) return null;
  const name = shownPath(config.worktrees, main);
  if ((await runner.run(findIgnored(main, [`${name}/x`]))).size > 0) return null;
  return {
    message: `${config.worktrees} is inside the repository and git does not ignore it: \`git add -A\` there would add the worktrees`,
    way: `Add \`/${name}/\` to .gitignore.`,
  };
}
