/**
 * Files that another machine sent for tasks whose worktrees are not made yet: one of them for each task, beside the list. It
 * goes once they are in the worktree.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as c from '../codec.ts';
import { PaneError } from '../errors.ts';
import { removeOwnFile } from '../gate/own-files.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { listIfThere, readIfThere } from '../git/small-file.ts';
import { type FileOfTask, filesOfTask } from './sent-file.ts';

const parseFiles = c.decoder(c.object({ version: c.oneOf(1), files: filesOfTask }));

const SUFFIX = '.json';

/** `list`: the one that was sent. */
function directoryOf(list: string): string {
  return join(dirname(list), 'files');
}

function placeOf(list: string, task: string): string {
  return join(directoryOf(list), `${task}${SUFFIX}`);
}

/** None: nothing was sent for it, or it is in its worktree. @throws {PaneError} `failed` where it can't be read */
export function readSentFiles(list: string, task: string): readonly FileOfTask[] {
  const place = placeOf(list, task);
  const text = readIfThere(place);
  if (text === null) return [];
  const found = parseFiles(text);
  if (found !== null) return found.files;
  throw new PaneError('failed', `${place} is damaged, or of a newer pane`, {
    hint: 'It has files for the task. Remove it, then run `pane up` where the file is.',
  });
}

/** The caller holds the project's edit lock. */
export async function writeSentFiles(
  list: string,
  task: string,
  files: readonly FileOfTask[],
): Promise<void> {
  await mkdir(directoryOf(list), { recursive: true, mode: 0o700 });
  const text = `${JSON.stringify({ version: 1, files })}\n`;
  await writeFileAtomically(placeOf(list, task), text, { mode: 0o600 });
}

/** `common`: of the repository. */
export async function removeSentFiles(common: string, list: string, task: string): Promise<void> {
  await removeOwnFile(join(common, 'pane'), placeOf(list, task));
}

/** The tasks that there are some for. */
export function tasksWithFiles(list: string): string[] {
  return listIfThere(directoryOf(list)).flatMap((name) =>
    name.endsWith(SUFFIX) && !name.startsWith('.') ? [name.slice(0, -SUFFIX.length)] : [],
  );
}
