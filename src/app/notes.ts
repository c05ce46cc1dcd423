/**
 * Small files for each project that its watcher, `up` and `status` leave for each other.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeOwnFile } from '../gate/own-files.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { commonDirectory } from '../reconcile/store.ts';
import type { Project } from './project.ts';

/** Where they lie. */
export function directoryOf({ scope }: Project): string {
  return join(commonDirectory(scope.repository.common), 'watch');
}

function pathOf(project: Project, name: string): string {
  return join(directoryOf(project), `${project.scope.projectId}.${name}`);
}

/** Only the user can read it: the file's texts may hold secrets. */
export async function writeNote(project: Project, name: string, value: unknown): Promise<void> {
  await mkdir(directoryOf(project), { recursive: true, mode: 0o700 });
  await writeFileAtomically(
    pathOf(project, name),
    typeof value === 'string' ? value : `${JSON.stringify(value)}\n`,
    {
      mode: 0o600,
    },
  );
}

/** Null: there is none. */
export function readNote(project: Project, name: string): string | null {
  return readIfThere(pathOf(project, name));
}

/** None there is fine. */
export async function removeNote(project: Project, name: string): Promise<void> {
  await removeOwnFile(commonDirectory(project.scope.repository.common), pathOf(project, name));
}
