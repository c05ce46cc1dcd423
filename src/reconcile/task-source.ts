/**
 * The lines that a task had in its file, kept with its worktree so that `restore` can put them back.
 */
import { join } from 'node:path';
import * as z from 'zod/mini';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { paneDirectory } from './store.ts';

const taskSource = z.object({ file: z.enum(['project', 'local']), lines: z.string() });

export type TaskSource = z.infer<typeof taskSource>;

export async function writeTaskSource(admin: string, source: TaskSource): Promise<void> {
  await writeFileAtomically(join(paneDirectory(admin), 'task.json'), `${JSON.stringify(source)}\n`, {
    mode: 0o600,
  });
}

/** Null: none was kept, or it can't be read. */
export function readTaskSource(admin: string): TaskSource | null {
  const text = readIfThere(join(paneDirectory(admin), 'task.json'));
  try {
    const result = taskSource.safeParse(JSON.parse(text ?? ''));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
