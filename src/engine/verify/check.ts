/**
 * One check of a task's work, by this process: begins under the task's lock with a claim, runs without it, and writes its
 * result under it again, unless a turn has begun meanwhile, or somebody has ended the check.
 */
import type { DesiredTask } from '../../config/desired.ts';
import { messageOf } from '../../errors.ts';
import { takeLock, takeLockIfFree, underLock } from '../../gate/lock.ts';
import { endCheck } from '../../gate/processes.ts';
import { findTask } from '../../operations/apply-context.ts';
import { claimCheck, isBeingChecked, isClaimedBy } from '../../operations/check-claim.ts';
import { checkOrderOf } from '../../operations/check-order-of.ts';
import { loginEnvironment } from '../../process/environment.ts';
import { identityOf, liveness, type ProcessIdentity } from '../../process/identity.ts';
import { tell, tellEnd } from '../../project/carry-out/tell.ts';
import { isUnexpected } from '../../project/carry-out/unexpected.ts';
import type { Project } from '../../project/project.ts';
import { wakeWatcher } from '../../project/watcher/watcher-note.ts';
import type { Check } from '../../records/attempts.ts';
import { openCheckLog, readCheckEnd } from '../../records/check-log.ts';
import { type CheckOrder, readCheckOrder } from '../../records/check-order.ts';
import { changeAttempts, readAttempts, readTurns } from '../../records/doings.ts';
import { paneDirectory, readStamp, taskLock } from '../../records/store.ts';
import { isSameTrace, type Trace } from '../../records/trace.ts';
import { isSameTurn, type Turns } from '../../records/turns.ts';
import { slurmEnvironment } from '../../slurm/environment.ts';
import { wayOutOfCheck } from '../../snapshot/checked.ts';
import { nowSeconds } from '../../snapshot/clock.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import { isMadeAgain, verdictBeforehand } from '../../snapshot/verdict.ts';
import { isAsAtStart, readTrace } from '../../snapshot/work/trace.ts';
import { observeTasks } from '../../talk/task-pane.ts';
import { refusalOfCheck } from './refusal.ts';
import { runCommands } from './run-commands.ts';
import { lastLines } from './said.ts';
import { throughJob } from './through-job.ts';
import { followTurns } from './turn-begun.ts';

export interface CheckOptions {
  /** The user asked for it: it is run whatever was checked before. */
  readonly byHand: boolean;
  /** The agent is told if it is red. */
  readonly tells: boolean;
  readonly onOutput: (piece: Uint8Array | string) => void;
}

interface Made {
  readonly check: Check;
  /** One that the user has made before the agent has done anything says nothing of its work, and is not written down. */
  readonly counts: boolean;
}

export type CheckEnd =
  | Made
  /** It was not made. */
  | { readonly reason: string };

interface Begun {
  readonly worktree: OurWorktree;
  readonly path: string;
  readonly turns: Turns | null;
  readonly last: Check | null;
  readonly order: CheckOrder;
}

function lockOf({ scope }: Project, name: DesiredTask['name']): string {
  return taskLock(scope.repository.common, scope.projectId, name);
}

function whoChecks(checker: ProcessIdentity, admin: string): string {
  const by = `it is being checked already, by process ${checker.pid}`;
  return liveness(checker) === 'elsewhere' ? `${by} on ${checker.host}: ${wayOutOfCheck(admin)}` : by;
}

/** The caller holds the task's lock. A text: why it can't be checked now. */
async function begin(
  project: Project,
  task: DesiredTask,
  { byHand }: CheckOptions,
  self: ProcessIdentity,
): Promise<Begun | string> {
  const { scope, context } = project;
  const [seen] = (await observeTasks(project, new Set([task.name]))).tasks;
  const worktree = await findTask(scope, task.name);
  if (seen === undefined || worktree?.path == null || worktree.stamp.archive !== null)
    return 'it has no worktree';
  const directory = paneDirectory(worktree.admin);
  const attempts = readAttempts(directory);
  const isOwn = isClaimedBy(attempts, self);
  const other = isOwn || !isBeingChecked(attempts) ? null : (attempts?.checking?.process ?? null);
  if (other !== null) return whoChecks(other, worktree.admin);
  const order = byHand ? checkOrderOf(scope, worktree, worktree.path, task) : readCheckOrder(directory);
  const refusal = refusalOfCheck(seen.state);
  if (order === null || refusal !== null) {
    if (isOwn) await changeAttempts(directory, (now) => ({ ...now, checking: null }));
    return refusal ?? 'nothing checks its work';
  }
  // What a checker that was killed has left at work.
  await endCheck({ checker: null, worktreeId: worktree.stamp.id, pid: context.pid });
  await claimCheck(directory, self);
  const last = attempts?.check ?? null;
  return { worktree, path: worktree.path, turns: readTurns(directory), last, order };
}

/** It may have been renamed meanwhile. */
function nameNow({ worktree }: Pick<Begun, 'worktree'>): DesiredTask['name'] {
  return (readStamp(worktree.admin) ?? worktree.stamp).task;
}

/** Whoever ends a check from outside holds the task's lock, waits for this process, and takes its claim away itself. */
async function giveBack(project: Project, begun: Begun, self: ProcessIdentity): Promise<void> {
  const { context } = project;
  const directory = lockOf(project, nameNow(begun));
  const lock = context.signal.aborted
    ? await takeLockIfFree(directory, context.pid)
    : await takeLock(directory, context);
  try {
    if (lock === null) return;
    await changeAttempts(paneDirectory(begun.worktree.admin), (attempts) =>
      isClaimedBy(attempts, self) ? { ...attempts, checking: null } : attempts,
    );
  } finally {
    await lock?.release();
  }
}

/** Null: it was stopped. */
async function run(
  project: Project,
  { worktree, path, turns, last, order }: Begun,
  { byHand, tells, onOutput }: CheckOptions,
  signal: AbortSignal,
): Promise<Made | null> {
  const { scope, context } = project;
  const { admin, stamp } = worktree;
  const directory = paneDirectory(admin);
  const begunAt = Date.now();
  const { hash } = order;
  const turn = turns?.ended ?? 0;
  const before = await readTrace(scope.runner, admin, path);
  const beforehand = { last, hash, turn, now: before, isAsAtStart: isAsAtStart(worktree, before) };
  const verdict = byHand ? null : verdictBeforehand(beforehand);
  if (verdict !== null)
    return signal.aborted ? null : { check: { ...verdict, at: nowSeconds() }, counts: true };
  const log = await openCheckLog(directory);
  const through = throughJob(scope.config.slurm, directory, path);
  const ran = await runCommands(scope.runner, {
    ...order,
    cwd: path,
    through: through.words,
    env: {
      ...loginEnvironment(context.env),
      ...slurmEnvironment(context.env),
      ...through.env,
      ...order.env,
      PANE_CHECK: stamp.id,
    },
    signal,
    onOutput: (piece) => {
      log.write(piece);
      onOutput(piece);
    },
  }).finally(log.close);
  if (ran === null) return null;
  const { fault, ...how } = ran;
  const after = await readTrace(scope.runner, admin, path);
  const check = {
    ...how,
    ...ofTrace(after),
    said: fault === '' ? lastLines(readCheckEnd(directory, 8192)) : fault,
    at: nowSeconds(),
    seconds: (Date.now() - begunAt) / 1000,
    turn,
    hash,
    isAgain: !byHand && isMadeAgain(beforehand),
    changedSince: false,
    changed: !isSameTrace(before, after),
    tells,
    repeats: false,
  };
  return { check, counts: !(byHand && beforehand.isAsAtStart) };
}

function ofTrace({ head, content }: Trace): Pick<Check, 'head' | 'trace'> {
  return { head, trace: content };
}

/** What keeps it from being made is the user's to see, and is not tried again and again. */
function broken({ turns, last, order }: Begun, error: unknown, tells: boolean): Check {
  return {
    ...{ outcome: 'fault', exitCode: null, command: null, said: `it can't be checked: ${messageOf(error)}` },
    ...{ at: nowSeconds(), seconds: 0, turn: turns?.ended ?? 0, head: '', trace: '', hash: order.hash },
    ...{ isAgain: last?.changedSince ?? false, changedSince: false, changed: false, tells, repeats: false },
  };
}

/** The caller holds the task's lock. */
async function write(
  project: Project,
  { worktree, turns }: Begun,
  self: ProcessIdentity,
  check: Check,
): Promise<CheckEnd> {
  const directory = paneDirectory(worktree.admin);
  if (!isClaimedBy(readAttempts(directory), self)) return { reason: 'somebody has ended the check' };
  const isSame = isSameTurn(turns, readTurns(directory));
  await changeAttempts(directory, (attempts) => ({
    ...attempts,
    checking: null,
    check: isSame ? check : attempts.check,
    // Whatever was given up before, the work is good.
    stuck: isSame && check.outcome === 'green' ? null : attempts.stuck,
  }));
  if (!isSame) return { reason: TURN_BEGUN };
  const { outcome, exitCode, seconds, turn } = check;
  const task = nameNow({ worktree });
  tell(project, [{ kind: 'check-ended', task, outcome, exitCode, seconds, turn }]);
  tellEnd(project);
  return { check, counts: true };
}

const TURN_BEGUN = 'its agent has begun a turn, which ended the check';

/** @throws {PaneError} `interrupted`, and whatever keeps the task from being looked at */
export async function checkTask(
  project: Project,
  task: DesiredTask,
  options: CheckOptions,
): Promise<CheckEnd> {
  const { context } = project;
  const self = identityOf(context.pid);
  const begun = await underLock(lockOf(project, task.name), context, () =>
    begin(project, task, options, self),
  );
  if (typeof begun === 'string') return { reason: begun };
  const turn = followTurns(paneDirectory(begun.worktree.admin), begun.turns);
  try {
    const signal = AbortSignal.any([turn.signal, context.signal]);
    const made = await run(project, begun, options, signal).catch((error: unknown) => {
      if (context.signal.aborted) return null;
      if (isUnexpected(error)) throw error;
      return { check: broken(begun, error, options.tells), counts: true };
    });
    if (made?.counts)
      return await underLock(lockOf(project, nameNow(begun)), context, () =>
        write(project, begun, self, made.check),
      );
    await giveBack(project, begun, self);
    context.signal.throwIfAborted();
    return made ?? { reason: TURN_BEGUN };
  } finally {
    turn.close();
    await wakeWatcher(project, true);
  }
}
