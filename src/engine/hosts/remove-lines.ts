/**
 * Takes tasks that were archived on a host out of the file here, which is what `archive` means everywhere.
 */
import { removeTasks } from '../../config/edit/remove-tasks.ts';
import type { Notice } from '../../plan/notice.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import { readFiles } from '../../project/edit/file-edit.ts';
import { checkOwnEdit, whileEditing, writeOwnEdit } from '../../project/edit/own-edit.ts';
import type { Project } from '../../project/project.ts';
import type { ProjectOptions } from '../../project/types.ts';

async function changesFor({ scope }: Project, names: readonly string[]) {
  const files = await readFiles(scope.config.files);
  return files.map((file) => ({ file, before: file.before, after: removeTasks(file.before, names).text }));
}

/** Before anything is archived. @throws {PaneError} where the file can't be edited so, or would be invalid */
export async function checkRemoval(project: Project, names: readonly string[]): Promise<void> {
  await checkOwnEdit(project, await changesFor(project, names));
}

/** @throws {PaneError} where a file was changed meanwhile */
export async function removeLines(
  context: FollowedContext,
  options: ProjectOptions,
  names: readonly string[],
): Promise<readonly Notice[]> {
  return await whileEditing({ ...context, onlyHere: true }, options, async (project) => {
    const changes = await changesFor(project, names);
    await checkOwnEdit(project, changes);
    return await writeOwnEdit(project, changes);
  });
}
