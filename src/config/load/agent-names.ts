/**
 * The agents that the files define, whether a task uses them or not, and whatever is wrong beside them.
 */
import type { ConfigFiles } from '../config.ts';
import { mostConfigBytes } from '../limits.ts';
import { readText, type TextResult } from './read.ts';

export async function definedAgents(files: ConfigFiles): Promise<string[]> {
  const { checkFiles } = await import('./check-files.ts');
  const read = (file: string | null): TextResult =>
    file === null ? { kind: 'missing' } : readText(file, mostConfigBytes);
  const { user, project, local } = files;
  const { said } = checkFiles(files, { user: read(user), project: read(project), local: read(local) });
  return Object.keys(said.data.agents ?? {});
}
