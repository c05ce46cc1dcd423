/**
 * Tasks that were verified and have changed since, without a turn: it is noted where others wait for them, so that they are
 * checked again, once.
 */
import { takeLockIfFree } from '../gate/lock.ts';
import { afterwards } from '../project/carry-out/afterwards.ts';
import type { Project } from '../project/project.ts';
import type { Check } from '../records/attempts.ts';
import { changeAttempts } from '../records/doings.ts';
import { paneDirectory, taskLock } from '../records/store.ts';
import { isArchived } from '../snapshot/joined.ts';
import { NOT_ASKED } from '../snapshot/request.ts';
import { type OurWorktree, oursIn, type Snapshot } from '../snapshot/snapshot.ts';

async function note({ scope, context }: Project, worktree: OurWorktree, check: Check): Promise<void> {
  const { repository, projectId } = scope;
  const place = taskLock(repository.common, projectId, worktree.stamp.task);
  const lock = await takeLockIfFree(place, context.pid);
  if (lock === null) return; // somebody is at work on it: the next look tells
  try {
    await changeAttempts(paneDirectory(worktree.admin), (attempts) =>
      attempts.check?.at === check.at
        ? { ...attempts, check: { ...attempts.check, changedSince: true } }
        : attempts,
    );
  } finally {
    await lock.release();
  }
}

/** Returns what kept it from being noted. */
export async function noteOutdated(project: Project, observed: Snapshot): Promise<readonly string[]> {
  const { awaited } = observed;
  const outdated = oursIn(observed).filter(
    (worktree) => !isArchived(worktree) && awaited[worktree.stamp.task]?.isAsChecked === false,
  );
  const notices = await afterwards('warning', 'could not note which checks are outdated', async () => {
    for (const worktree of outdated) {
      const check = worktree.attempts === NOT_ASKED ? null : (worktree.attempts?.check ?? null);
      if (check !== null) await note(project, worktree, check);
    }
    return [];
  });
  return notices.map(({ message }) => message);
}
