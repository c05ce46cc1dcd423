/** The branches that a task can start from, those of tasks among them, for completion. */
import type { Context } from '../context.ts';
import { listBelow } from '../git/refs.ts';
import { createRunner } from '../process/runner.ts';
import { repositoryOf } from './repository.ts';

/** Local ones first, then those of remotes. */
export async function baseNames(context: Context): Promise<string[]> {
  const { repository } = await repositoryOf(context);
  const runner = createRunner(context.env, context.signal);
  const below = async (folder: string): Promise<string[]> => {
    const refs = await runner.run(listBelow(repository.common, folder));
    return refs.filter(({ points }) => points === null).map(({ name }) => name.slice(folder.length + 1));
  };
  return [...(await below('refs/heads')), ...(await below('refs/remotes'))];
}
