/**
 * Looks up what the risky values depend on besides the configuration.
 */
import { realpath } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import { loadWorktreeInclude } from '../files/survey.ts';
import type { ProjectFacts } from './values.ts';

/**
 * @param root the main worktree; null in a bare repository
 * @throws {PaneError} `config` where `.worktreeinclude` can't be read
 */
export async function loadFacts(config: Config, root: string | null): Promise<ProjectFacts> {
  const paths = new Set(config.tasks.flatMap((task) => task.promptFile ?? []));
  const [include, real, ...promptFiles] = await Promise.all([
    loadWorktreeInclude(root),
    root === null ? null : realpath(root),
    // A prompt file inside the repository may be a link to one outside.
    ...[...paths].map(async (path) => [path, await realpath(path).catch(() => path)] as const),
  ]);
  return { root: real, include, promptFiles: new Map(promptFiles) };
}
