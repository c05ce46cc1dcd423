/**
 * Edits of the project's files by `add`, `archive` and `restore`, of which the watcher must not think that git
 * or an accident made them.
 */
import type { Config } from '../../config/config.ts';
import type { FileChange } from '../../config/edit/file-change.ts';
import { underLock, type WaitOptions } from '../../gate/lock.ts';
import type { Notice } from '../../plan/notice.ts';
import { editLock } from '../../records/store.ts';
import { recordEdit } from '../applied/applied.ts';
import { afterwards } from '../carry-out/afterwards.ts';
import type { FollowedContext } from '../carry-out/tell.ts';
import { tellWait } from '../carry-out/tell-wait.ts';
import { configWith, openProject, type Project } from '../project.ts';
import type { ProjectOptions } from '../types.ts';
import { writeEdited } from './file-edit.ts';

/**
 * Does the work on the project as its files are while no other `pane` edits them: two edits of one text would
 * undo each other. Taken before the tasks' locks, never under one of them.
 */
export async function whileEditing<T>(
  context: FollowedContext,
  options: ProjectOptions,
  work: (project: Project) => Promise<T>,
  open: typeof openProject = openProject,
): Promise<T> {
  const { repository, projectId, config } = (await open(context, options)).scope;
  const waiting: WaitOptions = {
    pid: context.pid,
    signal: context.signal,
    onWait: (holder, path) => tellWait(context, config.files.project, holder, path),
  };
  return await underLock(editLock(repository.common, projectId), waiting, async () =>
    work(await open(context, options)),
  );
}

/** What the files will come to, to be asked before anything is written or moved. @throws {PaneError} `config` where the files would be invalid */
export async function checkOwnEdit(project: Project, changes: readonly FileChange[]): Promise<Config> {
  const { texts } = project.scope.config;
  const after = Object.fromEntries(changes.map((change) => [change.file.name, change.after]));
  return await configWith(project, { ...texts, ...after });
}

/**
 * Writes all of them or none. Returns what the user should know: that the edit could not be noted.
 * @throws {PaneError} `failed` where a file was changed since it was read.
 */
export async function writeOwnEdit(
  project: Project,
  changes: readonly FileChange[],
): Promise<readonly Notice[]> {
  await writeEdited(changes);
  const what = 'could not record this edit as made by `pane`, so a watcher may hold it back until `pane up`';
  return await afterwards('warning', what, async () => {
    await recordEdit(project, changes);
    return [];
  });
}
