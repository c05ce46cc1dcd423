/**
 * The lines that a task had in its file, kept with its worktree so that `restore` can put them back.
 */
import { join } from 'node:path';
import * as c from '../codec.ts';
import type { Former } from '../config/edit/former-place.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { paneDirectory } from './store.ts';

const decodeSources = c.decoder(
  c.list(
    c.object({
      file: c.oneOf('project', 'local'),
      lines: c.text,
      // Earlier versions kept none of these.
      above: c.optional(c.list(c.text)),
      below: c.optional(c.list(c.text)),
      commentsStayed: c.optional(c.boolean),
    }),
  ),
);

export interface TaskSource extends Former {
  readonly file: 'project' | 'local';
  readonly lines: string;
}

/** Replaces what was kept. A task may be in both files: one source for each. */
export async function writeTaskSources(admin: string, sources: readonly TaskSource[]): Promise<void> {
  await writeFileAtomically(join(paneDirectory(admin), 'task.json'), `${JSON.stringify(sources)}\n`, {
    mode: 0o600,
  });
}

/** Empty: none were kept, or they can't be read. */
export function readTaskSources(admin: string): TaskSource[] {
  const text = readIfThere(join(paneDirectory(admin), 'task.json'));
  return decodeSources(text ?? '') ?? [];
}
