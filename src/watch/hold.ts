/**
 * Why the watcher applies nothing at this moment.
 */
import { hashFiles, readApplied } from '../app/applied.ts';
import type { Project } from '../app/project.ts';
import { isGitBusy, isHeadContent } from '../git/head-content.ts';
import { type FileChange, holdOfFiles } from './decide.ts';

/** A sentence; null: nothing holds. */
export async function findHold(project: Project): Promise<string | null> {
  const { runner, repository, config } = project.scope;
  if (repository.main !== null && (await isGitBusy(repository.common))) {
    return 'git is at work in the main worktree: waiting until it is done';
  }
  const applied = readApplied(project);
  const now = hashFiles(project);
  const files = await Promise.all(
    (['project', 'local'] as const).map(async (name): Promise<FileChange> => {
      const path = config.files[name];
      const was = applied?.[name] ?? null;
      const hasChanged = applied === null || was !== now[name];
      const isHead = hasChanged && now[name] !== null && (await isHeadContent(runner, path));
      return { path, applied: was, now: now[name], isHead };
    }),
  );
  return holdOfFiles(files, applied === null);
}
