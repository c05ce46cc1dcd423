/**
 * Records of worktrees in the making that can't be read: what was made can't be known then. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import type { UnreadableRecord } from '../../records/stamp.ts';
import { shellWords } from '../../shell-words.ts';
import type { GitSnapshot } from '../snapshot.ts';

/** A sentence with the way out. `worktree`: where it was to be made; null: the file, which lost the task, no longer tells. */
export function explainRecord({ file, isNewer }: UnreadableRecord, worktree: string | null): string {
  const what = `the record of its worktree in the making, ${file},`;
  if (isNewer) return `${what} was written by a newer \`pane\`: use that version`;
  const where = worktree === null ? 'what `git worktree list` shows of it' : worktree;
  const remove = 'remove that with `git worktree remove --force --force`';
  return `${what} is damaged: take what you need from ${where}, if it is there, ${remove}, and the record with \`${shellWords(['rm', file])}\``;
}

/** Why it can't be known what was made of the task's worktree, with the way out; null: it can. */
export function unreadableRecordOf(
  task: Pick<DesiredTask, 'name' | 'worktree'>,
  git: GitSnapshot,
): string | null {
  const found = git.unreadableMaking.find(({ task: name }) => name === task.name);
  return found === undefined ? null : explainRecord(found, task.worktree);
}
