/**
 * The refs that a new worktree's branch and base are chosen from.
 */
import type { Runner } from '../process/command.ts';
import { listRefs, missingCommits, type Ref } from './refs.ts';

const ORIGIN = 'refs/remotes/origin/';

/**
 * As `listRefs`, with the local branch of the one that origin/HEAD names: a second call, where that is
 * neither main nor master nor one of those that were asked for.
 */
export async function findRefs(
  runner: Runner,
  cwd: string,
  branches: readonly string[],
  bases: readonly string[] = [],
): Promise<Ref[]> {
  const refs = await runner.run(listRefs(cwd, branches, bases));
  const target = refs.find(({ name }) => name === `${ORIGIN}HEAD`)?.points;
  if (!target?.startsWith(ORIGIN)) return refs;
  const branch = target.slice(ORIGIN.length);
  const isKnown = ['main', 'master', ...branches].includes(branch);
  if (isKnown || refs.some(({ name }) => name === `refs/heads/${branch}`)) return refs;
  const more = await runner.run(listRefs(cwd, [branch]));
  return [...refs, ...more.filter(({ name }) => name === `refs/heads/${branch}`)];
}

/** Those of the expressions that name no commit: asked in one call, and only where there are any. */
export async function findMissing(
  runner: Runner,
  cwd: string,
  expressions: readonly string[],
): Promise<ReadonlySet<string>> {
  const asked = [...new Set(expressions)].filter((expression) => !expression.includes('\n'));
  return new Set(asked.length === 0 ? [] : await runner.run(missingCommits(cwd, asked)));
}
