/**
 * What the effects of `apply` share.
 */
import type { TaskConfig } from '../config/config.ts';
import type { FileChange } from '../config/edit/file-change.ts';
import type { Context } from '../context.ts';
import type { Selection } from '../copy/select.ts';
import { underLock, type WaitOptions } from '../gate/lock.ts';
import { askWorktrees, listAdminDirectories } from '../git/worktrees.ts';
import type { TaskName, WorktreeId } from '../ids.ts';
import type { ProcessIdentity } from '../process/identity.ts';
import type { Stamp } from '../records/stamp.ts';
import { repositoryLock } from '../records/store.ts';
import type { Queue } from '../snapshot/queue.ts';
import type { Scope } from '../snapshot/read/observe.ts';
import { observeForOperation } from '../snapshot/read/our-worktrees.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';

export interface ApplyContext {
  readonly scope: Scope;
  readonly socket: string;
  readonly signal: AbortSignal;
  readonly pid: number;
  readonly program: Context['program'];
  /** What of the main worktree is to be brought along; asked of git once. */
  readonly select: (lists: Pick<TaskConfig, 'copy' | 'link' | 'sendFiles'>) => Promise<Selection>;
  /** Windows are opened one after the other: each finds its slot among those that are there. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /**
   * Edits the project's files as `pane` itself, all or none of them. Returns what the user should know.
   * @throws {PaneError} `failed` where one was changed since it was read
   */
  readonly writeFiles: (changes: readonly FileChange[]) => Promise<string[]>;
  /** The queue as it is at this moment; null: nothing in the file keeps a task waiting. */
  readonly queueNow: (barred: readonly TaskName[]) => Promise<Queue | null>;
  /** A lock is held by another for more than a second. `path`: the file that holds it. */
  readonly onWait: (what: string, holder: ProcessIdentity, path: string) => void;
}

/** The precondition of an operation no longer holds: something was changed meanwhile, and what was wanted is not there. */
export class Changed extends Error {
  override readonly name = 'Changed';
}

/** Somebody else did the very same meanwhile, another `pane` mostly: nothing is left to do. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** It is no longer the task's turn to begin: another one was faster. The message says what it waits for. */
export class Queued extends Error {
  override readonly name = 'Queued';
}

/** Under the lock of the repository: what git does one at a time anyway, and whoever makes or clears a worktree. */
export async function withRepositoryLock<T>(context: ApplyContext, work: () => Promise<T>): Promise<T> {
  const waiting: WaitOptions = {
    pid: context.pid,
    signal: context.signal,
    onWait: (holder, path) => context.onWait('the repository', holder, path),
  };
  return await underLock(repositoryLock(context.scope.repository.common), waiting, work);
}

/** Those of our worktrees that are meant, as they are at this moment; the caller holds the task's lock. */
async function ourWorktrees(scope: Scope, isMeant: (stamp: Stamp) => boolean): Promise<OurWorktree[]> {
  const listed = await askWorktrees(scope.runner, scope.repository.main ?? scope.repository.common);
  const admins = listAdminDirectories(scope.repository.common);
  return observeForOperation(admins, listed, (stamp) => stamp.config === scope.configName && isMeant(stamp));
}

/** The task's worktree that is not archived. */
export async function findTask(scope: Scope, task: TaskName): Promise<OurWorktree | null> {
  const ours = await ourWorktrees(scope, (stamp) => stamp.task === task);
  return ours.find(({ stamp }) => stamp.archive?.step !== 'archived') ?? null;
}

/** @throws {Changed} */
export async function findWorktree(scope: Scope, id: WorktreeId): Promise<OurWorktree> {
  const [found] = await ourWorktrees(scope, (stamp) => stamp.id === id);
  if (found === undefined) throw new Changed('its worktree is gone');
  return found;
}
