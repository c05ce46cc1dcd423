/**
 * Small files for each project that its watcher, `up` and `status` leave for each other.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { commonDirectory } from '../reconcile/store.ts';
import type { Project } from './project.ts';

/** Where they lie. */
export function directoryOf({ scope }: Project): string {
  return join(commonDirectory(scope.repository.common), 'watch');
}

/** Only the user can read it: the file's texts may hold secrets. */
export async function writeNote(project: Project, name: string, value: unknown): Promise<void> {
  await mkdir(directoryOf(project), { recursive: true, mode: 0o700 });
  const path = join(directoryOf(project), `${project.scope.projectId}.${name}`);
  await writeFileAtomically(path, typeof value === 'string' ? value : `${JSON.stringify(value)}\n`, {
    mode: 0o600,
  });
}

/** Null: there is none. */
export function readNote(project: Project, name: string): string | null {
  return readIfThere(join(directoryOf(project), `${project.scope.projectId}.${name}`));
}
