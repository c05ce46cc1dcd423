/**
 * What `copy` and `link` select in a repository.
 */
import { type Patterns, type Selection, selectFiles } from '../../src/copy/select.ts';
import { surveyFiles } from '../../src/copy/survey.ts';
import type { Runner } from '../../src/process/command.ts';

/** `worktrees`: those that lie in the repository, and their folders. */
export async function selectIn(
  runner: Runner,
  root: string,
  patterns: Partial<Patterns>,
  worktrees: readonly string[],
): Promise<Selection> {
  const survey = await surveyFiles(runner, { root, worktrees });
  return await selectFiles(survey, { copy: [], link: [], include: [], send: [], ...patterns });
}
