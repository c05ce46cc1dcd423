/**
 * Small files for each project that its watcher, `up` and `status` leave for each other.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, PaneError } from '../errors.ts';
import { removeOwnFile } from '../gate/own-files.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere, realPathIfThere } from '../git/small-file.ts';
import { commonDirectory, watchDirectory } from '../records/store.ts';
import type { Scope } from '../snapshot/read/observe.ts';

/** Whose they are: as much of a project as is known even where its file can't be read. */
export interface NoteOwner {
  readonly scope: Pick<Scope, 'repository' | 'projectId'>;
}

/** Where they lie. */
export function directoryOf({ scope }: NoteOwner): string {
  return watchDirectory(scope.repository.common);
}

/** Whether there is one or not. */
export function pathOf(project: NoteOwner, name: string): string {
  return join(directoryOf(project), `${project.scope.projectId}.${name}`);
}

/** Only the user can read it: the file's texts may hold secrets. */
export async function writeNote(project: NoteOwner, name: string, value: unknown): Promise<void> {
  const directory = directoryOf(project);
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    if (!isErrno(error, 'EEXIST', 'ENOTDIR')) throw error;
    const hint = `Move ${directory} away.`;
    throw new PaneError('failed', `${directory} is not a directory`, { hint, cause: error });
  });
  await writeFileAtomically(
    pathOf(project, name),
    typeof value === 'string' ? value : `${JSON.stringify(value)}\n`,
    {
      mode: 0o600,
    },
  );
}

/** Null: there is none. */
export function readNote(project: NoteOwner, name: string): string | null {
  return readIfThere(pathOf(project, name));
}

/** @throws where it can't be known */
export function hasNote(project: NoteOwner, name: string): boolean {
  return realPathIfThere(pathOf(project, name)) !== null;
}

/** None there is fine. */
export async function removeNote(project: NoteOwner, name: string): Promise<void> {
  await removeOwnFile(commonDirectory(project.scope.repository.common), pathOf(project, name));
}
