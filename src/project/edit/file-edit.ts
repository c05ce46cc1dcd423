/**
 * Changes of the project's files by `add`, `archive` and `restore`: each file as a text that was read, and
 * is written only if it is still the same.
 */
import type { ConfigFiles } from '../../config/config.ts';
import type { EditedFile, FileChange } from '../../config/edit/file-change.ts';
import { readConfigText, writeConfigFile } from '../../config/edit/write-config.ts';

/** The files that exist, the local one first: what it says counts. */
export async function readFiles(files: ConfigFiles): Promise<EditedFile[]> {
  const names = ['local', 'project'] as const;
  const texts = await Promise.all(
    names.map(async (name) => ({ name, path: files[name], before: await readConfigText(files[name]) })),
  );
  return texts.flatMap(({ name, path, before }) => (before === null ? [] : [{ name, path, before }]));
}

async function write({ file, before, after }: FileChange): Promise<void> {
  if (before !== after) await writeConfigFile(file.path, before, after);
}

/** Writes all of them or none. @throws {PaneError} `failed` where a file was changed since it was read. */
export async function writeEdited(changes: readonly FileChange[]): Promise<void> {
  const written: FileChange[] = [];
  try {
    for (const change of changes) {
      await write(change);
      written.push(change);
    }
  } catch (error) {
    for (const { file, before, after } of written.reverse())
      await write({ file, before: after, after: before });
    throw error;
  }
}
