/**
 * The repository that a command is run in. git can be asked before the command's own code is loaded: both take
 * as long, and git is another process.
 */
import type { Context } from '../context.ts';
import { findRepository } from '../git/repository.ts';
import { createRunner } from '../process/runner.ts';

type Found = ReturnType<typeof findRepository>;

/** By the signal, which every context of one run shares. */
const begun = new WeakMap<AbortSignal, { readonly cwd: string; readonly found: Found }>();

/** Asks git, for the first `repositoryOf` of this run. What fails is told there. */
export function beginRepository(context: Context): void {
  const found = findRepository(createRunner(context.env, context.signal), context.cwd);
  found.catch(() => {});
  begun.set(context.signal, { cwd: context.cwd, found });
}

/** What was asked for early, once; later calls ask anew. @throws as `findRepository` */
export async function repositoryOf(context: Context): Found {
  const early = begun.get(context.signal);
  begun.delete(context.signal);
  if (early?.cwd === context.cwd) return await early.found;
  return await findRepository(createRunner(context.env, context.signal), context.cwd);
}
