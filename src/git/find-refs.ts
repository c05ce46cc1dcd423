/**
 * The refs that a new worktree's branch and base are chosen from.
 */
import type { Runner } from '../process/command.ts';
import { listRefs, type Ref } from './refs.ts';

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
