/** The names of the agents that a task can have, for completion. */
import { presetNames } from '../agents/presets.ts';
import type { ConfigFiles } from '../config/config.ts';
import { definedAgents } from '../config/load/agent-names.ts';
import { discoverFiles, userFile } from '../config/load/discover.ts';
import type { Context } from '../context.ts';
import { repositoryOf } from './repository.ts';
import type { ProjectOptions } from './types.ts';

/** Of the user's own file too, which counts where there is no project yet. */
async function filesOf(context: Context, file: string | undefined): Promise<ConfigFiles> {
  const { cwd, env } = context;
  const { repository } = await repositoryOf(context);
  return await discoverFiles({ cwd, env, file, repository });
}

/** Own ones first; then the presets. */
export async function agentNames(context: Context, { file }: ProjectOptions): Promise<string[]> {
  const onlyUser = { project: '', local: '', user: userFile(context.env) };
  const files = await filesOf(context, file).catch(() => onlyUser);
  const own = await definedAgents(files).catch(() => []);
  return [...new Set([...own, ...presetNames])];
}
