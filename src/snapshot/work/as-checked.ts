/**
 * Whether a worktree is as its last check left it.
 */
import type { Runner } from '../../process/command.ts';
import { isSameTrace } from '../../records/trace.ts';
import { NOT_ASKED } from '../request.ts';
import type { OurWorktree } from '../snapshot.ts';
import { readTrace } from './trace.ts';

/** True also where that was not green, or is known to have changed since. @throws {CommandError} where git can't tell */
export async function readIsAsChecked(
  runner: Runner,
  { attempts, admin, path }: Pick<OurWorktree, 'attempts' | 'admin'> & { readonly path: string },
): Promise<boolean> {
  const check = attempts === NOT_ASKED ? null : (attempts?.check ?? null);
  if (check?.outcome !== 'green' || check.changedSince) return true;
  return isSameTrace({ head: check.head, content: check.trace }, await readTrace(runner, admin, path));
}
