/**
 * Looks up what the risky values depend on besides the configuration.
 */
import { allTasks, type Config } from '../config/config.ts';
import { loadWorktreeInclude } from '../copy/worktree-include.ts';
import { realPathIfThere } from '../git/small-file.ts';
import type { ProjectFacts } from './values.ts';

/**
 * @param root the main worktree; null in a bare repository
 * @throws {PaneError} `config` where `.worktreeinclude` can't be read
 */
export function loadFacts(config: Config, root: string | null): ProjectFacts {
  const paths = new Set(allTasks(config).flatMap((task) => task.promptFile ?? []));
  return {
    root: root === null ? null : realPathIfThere(root),
    include: loadWorktreeInclude(root),
    // A prompt file inside the repository may be a link to one outside.
    promptFiles: new Map([...paths].map((path) => [path, realPathIfThere(path) ?? path])),
  };
}
