/**
 * The lines that a task had in its file, kept with its worktree so that `restore` can put them back.
 */
import { join } from 'node:path';
import * as z from 'zod/mini';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { paneDirectory } from './store.ts';

const taskSource = z.object({
  file: z.enum(['project', 'local']),
  lines: z.string(),
  /** The tasks that it stood below and above, the nearest ones first. Earlier versions kept neither. */
  above: z.optional(z.readonly(z.array(z.string()))),
  below: z.optional(z.readonly(z.array(z.string()))),
  /** The comments above it stayed in the file, when it was taken out by hand. */
  commentsStayed: z.optional(z.boolean()),
});
const taskSources = z.array(taskSource);

export type TaskSource = z.infer<typeof taskSource>;

/** Replaces what was kept. A task may be in both files: one source for each. */
export async function writeTaskSources(admin: string, sources: readonly TaskSource[]): Promise<void> {
  await writeFileAtomically(join(paneDirectory(admin), 'task.json'), `${JSON.stringify(sources)}\n`, {
    mode: 0o600,
  });
}

/** Empty: none were kept, or they can't be read. */
export function readTaskSources(admin: string): TaskSource[] {
  const text = readIfThere(join(paneDirectory(admin), 'task.json'));
  try {
    const result = taskSources.safeParse(JSON.parse(text ?? ''));
    return result.success ? result.data : [];
  } catch {
    return [];
  }
}
