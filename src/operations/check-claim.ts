/**
 * The claim of the process that checks a worktree's work, and what ends it. The caller holds the task's lock.
 * `directory`: `<admin>/pane`.
 */
import { endCheck } from '../gate/processes.ts';
import type { WorktreeId } from '../ids.ts';
import { liveness, type ProcessIdentity } from '../process/identity.ts';
import type { Attempts } from '../records/attempts.ts';
import { changeAttempts, readAttempts, readTurns } from '../records/doings.ts';
import { paneDirectory } from '../records/store.ts';
import { wayOutOfCheck } from '../snapshot/checked.ts';
import { nowSeconds } from '../snapshot/clock.ts';

/** As far as can be known from here. */
export function isBeingChecked(attempts: Attempts | null): boolean {
  return attempts?.checking != null && liveness(attempts.checking.process) !== 'dead';
}

/** A claim that is there by then is of a process that was killed, or this one's own. */
export async function claimCheck(directory: string, process: ProcessIdentity): Promise<void> {
  const turn = readTurns(directory)?.ended ?? 0;
  await changeAttempts(directory, (attempts) => {
    const former = attempts.checking;
    if (former !== null && isOf(former, process)) return attempts;
    const lost = former !== null && former.turn === turn ? former.lost + 1 : 0;
    return { ...attempts, checking: { process, at: nowSeconds(), turn, lost } };
  });
}

type Claim = NonNullable<Attempts['checking']>;

function isOf({ process: { pid, start } }: Claim, other: ProcessIdentity): boolean {
  return pid === other.pid && start === other.start;
}

/** Whether the check of this process is still the one that counts. */
export function isClaimedBy(attempts: Attempts | null, process: ProcessIdentity): boolean {
  return attempts?.checking != null && isOf(attempts.checking, process);
}

/**
 * Ends the check that runs, with all that it has started: it counts as not made. None is fine, and what can't be written
 * then is no failure: a claim whose process has ended holds nothing up.
 * @param pid this very process
 * @throws {PaneError} as `endCheck`
 */
export async function endCheckOf(admin: string, worktreeId: WorktreeId, pid: number): Promise<void> {
  const directory = paneDirectory(admin);
  const checking = readAttempts(directory)?.checking ?? null;
  if (checking === null) return;
  await endCheck({ checker: checking.process, worktreeId, pid, wayOut: wayOutOfCheck(admin) });
  await changeAttempts(directory, (attempts) => ({ ...attempts, checking: null })).catch(() => {});
}
