/**
 * Keeps the files that came with a list until the worktrees of its tasks are made.
 */

import type { SentFiles } from '../../records/sent-file.ts';
import { removeSentFiles, tasksWithFiles, writeSentFiles } from '../../records/sent-files.ts';
import { isArchived } from '../../snapshot/joined.ts';
import { observeFiles } from '../../snapshot/read/observe-files.ts';
import { placeOf, type Sent } from './starts.ts';

export interface Kept {
  readonly files: SentFiles;
  /** The tasks that they are all of. What is there of any other stays. */
  readonly of: readonly string[];
  /** All tasks of the list. */
  readonly tasks: ReadonlySet<string>;
}

/** Before the list is there. The caller holds the project's edit lock. */
export async function keepFiles(sent: Sent, { files, of, tasks }: Kept): Promise<void> {
  const { common } = sent.repository;
  const list = sent.files.project;
  const { ours } = observeFiles(placeOf(sent));
  const isOver = ({ progress }: { readonly progress: string }): boolean => progress === 'made';
  const made = new Set<string>(
    ours.flatMap((one) => (isOver(one.stamp) && !isArchived(one) ? [one.stamp.task] : [])),
  );
  const isWaiting = (task: string): boolean => tasks.has(task) && !made.has(task);
  const now = new Map<string, { readonly path: string; readonly content: string }[]>();
  for (const task of of.filter(isWaiting)) {
    const own = files.filter((file) => file.tasks.includes(task));
    if (own.length > 0)
      now.set(
        task,
        own.map(({ path, content }) => ({ path, content })),
      );
  }
  const meant = new Set(of);
  for (const task of tasksWithFiles(list))
    if (!isWaiting(task) || (meant.has(task) && !now.has(task))) await removeSentFiles(common, list, task);
  for (const [task, own] of now) await writeSentFiles(list, task, own);
}
