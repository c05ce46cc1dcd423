/**
 * What the watcher carries out at a look, and what it tells: the plan as `up` would make it, but for what the guards on
 * removals and the tries that failed hold back.
 */

import { hostsOfTasks } from '../config/config.ts';
import { findRenames } from '../engine/rename/renames.ts';
import type { TaskName } from '../ids.ts';
import type { NoticeKind } from '../plan/notice.ts';
import { noticeLines } from '../plan/notices.ts';
import { leftAtOnce, withoutMoved } from '../plan/plan-removals.ts';
import { isRefusal } from '../plan/refusal.ts';
import { loadedHashes } from '../project/applied/applied.ts';
import type { ApprovedPlan } from '../project/carry-out/approval.ts';
import { approvedPlan } from '../project/carry-out/approved-plan.ts';
import { noticeEvents } from '../project/carry-out/tell.ts';
import type { Project } from '../project/project.ts';
import type { Holding } from '../project/watcher/watcher-codec.ts';
import { orNull } from '../snapshot/known.ts';
import { NOT_ASKED } from '../snapshot/request.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type TaskView, viewTasks } from '../snapshot/view.ts';
import { gracedTasks, holdOfRemovals, type Missing, updateMissing } from './guards.ts';
import type { FilesHeld } from './hold.ts';
import type { Standing } from './news.ts';
import { type Failures, resting } from './retry.ts';

/** What it goes by, of what the watcher remembers. */
export interface Remembered {
  readonly project: Project;
  readonly missing: Missing;
  readonly failures: Failures;
}

export interface Decision {
  /** As it is to be remembered. */
  readonly missing: Missing;
  readonly views: readonly TaskView[];
  readonly approved: ApprovedPlan;
  readonly operations: ApprovedPlan['operations'];
  /** What is not applied, and why. */
  readonly holding: readonly Holding[];
  readonly standing: readonly Standing[];
  /** Nothing is due but by what the fingerprint tells. */
  readonly isSettled: boolean;
}

/** Not held back: drift is for the user to apply, the next look is at what is busy now, and what is queued comes by itself. */
const NOT_HELD: readonly NoticeKind[] = ['drift', 'busy', 'queued'];

/** What depends on nothing but what is in the fingerprint. */
const SETTLED: readonly NoticeKind[] = ['drift', 'failed', 'held', 'untrusted', 'queued'];

export function holdEvent({ message, task }: Pick<Holding, 'message' | 'task'>): Standing {
  return { kind: 'hold-begun', task, message };
}

function orphansOf(views: readonly TaskView[], stay: ReadonlySet<TaskName>): TaskName[] {
  return views
    .filter(({ desired, worktree }) => desired === null && orNull(worktree)?.stamp.archive === null)
    .map(({ name }) => name)
    .filter((name) => !stay.has(name));
}

/** `at`: milliseconds; told as the clock shows it. */
function describeGrace(task: TaskName, at: number): string {
  return `${task}: removed from the file; archiving at ${new Date(at).toTimeString().slice(0, 8)}`;
}

/** Returns a sentence where so many tasks left the file that nothing is applied. */
export async function decide(
  memory: Remembered,
  held: FilesHeld,
  observed: Snapshot,
): Promise<Decision | string> {
  const { project } = memory;
  const { config } = project.scope;
  const renames = await findRenames(project, observed);
  const views = viewTasks(project.desired, observed);
  const elsewhere = hostsOfTasks(config);
  const many = holdOfRemovals(leftAtOnce(withoutMoved(views, elsewhere), renames, project.leftOnHosts));
  if (many !== null) return many;
  const moved = views.flatMap(({ name }) => (elsewhere.has(name) ? [name] : []));
  const stay = new Set([...held.stay, ...renames.values(), ...moved]);
  const now = performance.now();
  const missing = updateMissing(memory.missing, orphansOf(views, stay), { at: now, clock: Date.now() });
  const waiting = gracedTasks(missing, now, config.archiveAfterMs);
  const rests = resting(memory.failures, loadedHashes(project), now);
  const policy = {
    reopens: false,
    unattended: true,
    checksAtOnce: config.verifyParallel,
    kept: new Set([...waiting.keys(), ...stay]),
    renames,
    barred: rests,
  };
  const { approved } = await approvedPlan(project, observed, policy, { trust: false, asks: false });
  const untold = approved.notices.filter(({ kind }) => !NOT_HELD.includes(kind));
  const ofFiles = held.reasons.map((message): Holding => ({ message, while: 'hold', task: null }));
  const leaving = [...waiting].map(
    ([task, at]): Holding => ({ message: describeGrace(task, at), while: 'left', task }),
  );
  const ofPlan = noticeLines(untold).map((message): Holding => ({ message, while: 'look', task: null }));
  return {
    missing,
    views,
    approved,
    operations: approved.operations.filter(({ task }) => !rests.has(task)),
    holding: [...ofFiles, ...ofPlan, ...leaving],
    standing: [...ofFiles.map(holdEvent), ...noticeEvents(untold), ...leaving.map(holdEvent)],
    isSettled: waiting.size + rests.size === 0 && isSettled(views, approved, observed),
  };
}

/** Nothing of it changes without a trace in the fingerprint. */
function isSettled(views: readonly TaskView[], { notices }: ApprovedPlan, { bases }: Snapshot): boolean {
  return (
    !views.some(({ state }) => state !== NOT_ASKED && state.state === 'verifying') && // nobody tells that it was killed
    Object.keys(bases).length === 0 && // nor what is committed in a worktree
    notices.every(({ kind }) => SETTLED.includes(kind)) &&
    !views.some((view) => notices.some((notice) => isRefusal(notice, view))) // refs are not in it
  );
}
