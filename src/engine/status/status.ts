/**
 * `status`: what each task is doing, and what of the file is not applied.
 */

import type { Context } from '../../context.ts';
import type { Notice, Plan } from '../../plan/notice.ts';
import { noticeLines } from '../../plan/notices.ts';
import type { Renames } from '../../plan/policy.ts';
import { barredBy, isRefusal, refusalOf } from '../../plan/refusal.ts';
import { withLeaving } from '../../project/applied/leaving.ts';
import { approvedPlan } from '../../project/carry-out/approved-plan.ts';
import { planProject } from '../../project/carry-out/planned.ts';
import { openAsApplied } from '../../project/open-as-applied.ts';
import { namedTasks, type Project } from '../../project/project.ts';
import { observeSettled } from '../../project/settled/settled.ts';
import type { ProjectOptions } from '../../project/types.ts';
import { readWatcher, watcherStatus, whyFallen } from '../../project/watcher/watcher-note.ts';
import { orNull } from '../../snapshot/known.ts';
import { FOR_LONG_STATUS, FOR_STATUS, ifAsked, requested } from '../../snapshot/request.ts';
import { sessionOfWindows } from '../../snapshot/session.ts';
import { oursIn, type Snapshot } from '../../snapshot/snapshot.ts';
import { refusedState } from '../../snapshot/state.ts';
import type { ProjectStatus } from '../../snapshot/status.ts';
import { lookOf, stateIn, type TaskView, viewTasks } from '../../snapshot/view.ts';
import { recordSeen } from '../../talk/record-seen.ts';
import { findRenames } from '../rename/renames.ts';
import { archivedStatus, taskStatus, withChanges } from './task-status.ts';

export interface StatusRequest extends ProjectOptions {
  readonly tasks: readonly string[];
  readonly long: boolean;
  /** The queue as it is once all is approved; by default those that are not keep nobody waiting. */
  readonly asApproved?: boolean;
}

/** What is planned, and of that what may be done. */
async function plansOf(
  project: Project,
  observed: Snapshot,
  asApproved: boolean,
): Promise<{ readonly planned: Plan; readonly approved: Plan; readonly renames: Renames }> {
  const renames = await findRenames(project, observed);
  if (!asApproved)
    return {
      renames,
      ...(await approvedPlan(project, observed, { renames }, { trust: false, asks: false })),
    };
  const planned = planProject(project, observed, { renames });
  return { renames, planned, approved: planned };
}

/** The refusal of a task stands in its row, as what is at work on it does. */
function standsInRow(notice: Notice, views: readonly TaskView[]): boolean {
  if (notice.task === undefined) return false;
  return (
    notice.kind === 'conflict' ||
    notice.kind === 'busy' ||
    notice.kind === 'queued' ||
    views.some((view) => isRefusal(notice, view))
  );
}

export async function status(context: Context, options: StatusRequest): Promise<ProjectStatus> {
  const project = await openAsApplied(context, options);
  const known = await withLeaving(project);
  const tasks = namedTasks(known, options.tasks);
  const request = options.long ? FOR_LONG_STATUS : FOR_STATUS;
  const observing = observeSettled(project, { request, seenAs: known, tasks });
  const { desired } = project; // it and the watcher's note are made out while tmux answers
  const watcher = readWatcher(project);
  const observed = await observing;
  const { planned, approved, renames } = await plansOf(project, observed, options.asApproved ?? false);
  const { operations, notices } = approved;
  const barred = barredBy({ operations: planned.operations, notices });
  const views = viewTasks(desired, observed, barred);
  /** What is leaving the file is seen as it was applied last. */
  const seenAs = new Map(viewTasks(known.desired, observed, barred).map((view) => [view.name, view]));
  const screens = requested(observed.screens, 'screens');
  const changes = ifAsked(observed.changes) ?? {};
  const ours = oursIn(observed);
  const shown = views.filter(({ name }) => tasks?.has(name) ?? true);
  const rows = shown.map((view) => {
    const seen = seenAs.get(view.name) ?? view;
    const state = refusedState(stateIn(seen), refusalOf(view, planned.notices));
    const look = lookOf(view, screens, observed.now);
    const row = taskStatus(seen, state, { look, long: options.long, ours });
    const id = orNull(view.worktree)?.stamp.id;
    return { view, state, row: withChanges(row, id === undefined ? id : changes[id]) };
  });
  await recordSeen(project, observed.socket, rows);
  const { config } = project.scope;
  const fallen = watcher === null ? whyFallen(project) : null;
  const isShown = new Set<string>(tasks ?? []);
  return {
    project: config.project,
    session: sessionOfWindows(project.scope, observed.tmux),
    socket: observed.socket,
    file: config.files.project,
    tasks: rows.filter(({ view }) => view.desired !== null).map(({ row }) => row),
    orphans: rows
      .filter(({ view }) => view.desired === null && orNull(view.worktree) !== null)
      .map(({ row }) => row),
    archived: ours.flatMap(archivedStatus).filter(({ task }) => tasks === null || isShown.has(task)),
    watcher: watcherStatus(project, watcher, views, renames),
    // Without its files nothing is done.
    pending: project.fault === null ? operations.length : 0,
    warnings: [
      ...(project.fault === null ? [] : [project.fault]),
      ...(fallen === null ? [] : [fallen]),
      ...noticeLines(notices.filter((notice) => !standsInRow(notice, views))),
    ],
  };
}
