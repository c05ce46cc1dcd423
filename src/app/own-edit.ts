/**
 * Edits of the project's files by `add`, `archive` and `restore`, of which the watcher must not think that git
 * or an accident made them.
 */
import { recordEdit } from './applied.ts';
import { type FileChange, writeEdited } from './file-edit.ts';
import type { Project } from './project.ts';

/** Writes all of them or none. @throws {PaneError} `failed` where a file was changed since it was read. */
export async function writeOwnEdit(project: Project, changes: readonly FileChange[]): Promise<void> {
  await writeEdited(changes);
  await recordEdit(project, changes);
}
