/**
 * Compares desired and observed and says what is to be done, and why. Pure: no tool, no clock, no file.
 */

import type { DesiredTask } from '../config/desired.ts';
import type { TaskName } from '../ids.ts';
import type { Subject } from '../operations/due.ts';
import { dueOf, KINDS, type Operation } from '../operations/kinds.ts';
import { orNull } from '../snapshot/known.ts';
import { describeMissing } from '../snapshot/missing.ts';
import { describeWaiting, hasNothing, isBound } from '../snapshot/queue.ts';
import { type Session, sessionOf } from '../snapshot/session.ts';
import { type Namesake, panesIn, type Snapshot } from '../snapshot/snapshot.ts';
import { atWork } from '../snapshot/state.ts';
import { strayPanes } from '../snapshot/stray-panes.ts';
import { type TaskView, viewTasks } from '../snapshot/view.ts';
import { driftNotices } from './drift.ts';
import type { Plan } from './notice.ts';
import { join, NOTHING, planOf, tell } from './parts.ts';
import { withinChecks } from './plan-checks.ts';
import { planRemovals } from './plan-removals.ts';
import type { Policy } from './policy.ts';
import { strayNotices } from './stray.ts';
import { otherUnreadable } from './unreadable.ts';

export function plan(desired: readonly DesiredTask[], observed: Snapshot, policy: Policy): Plan {
  const wish = { projectId: observed.projectId, config: policy.session };
  return withSession(planTasks(desired, observed, policy), sessionOf(wish, observed.tmux));
}

/** The plan without the tasks that are to get a window, where none can be opened. */
function withSession(plan: Plan, { conflict }: Session): Plan {
  const opened = new Set(plan.operations.flatMap(({ kind, task }) => (kind === 'open-window' ? [task] : [])));
  if (conflict === null || opened.size === 0) return plan;
  return {
    operations: plan.operations.filter(({ task }) => !opened.has(task)),
    notices: [...plan.notices, { kind: 'conflict', message: conflict }],
  };
}

function planTasks(desired: readonly DesiredTask[], observed: Snapshot, policy: Policy): Plan {
  if (!observed.git.known) {
    return {
      operations: [],
      notices: [{ kind: 'unknown', message: `could not ask git: ${observed.git.reason}` }],
    };
  }
  const git = observed.git.value;
  const [namesake] = git.namesakes;
  if (namesake !== undefined)
    return { operations: [], notices: [{ kind: 'conflict', message: ofNamesake(namesake) }] };
  const strays = strayPanes(panesIn(observed), observed.projectId, git);
  const around = { git, server: orNull(observed.tmux), strays, now: observed.now };
  const seen = viewTasks(desired, observed);
  const barred = barredTasks(seen, around, policy);
  const views = barred.size === 0 ? seen : viewTasks(desired, observed, barred);
  const wanted = views.filter(
    ({ desired: task, name }) => task !== null && (policy.tasks?.has(name) ?? true),
  );
  const unasked: Plan = observed.tmux.known
    ? NOTHING
    : {
        operations: [],
        notices: [{ kind: 'unknown', message: `could not ask tmux: ${observed.tmux.reason}` }],
      };
  const admission = { barred: [...barred] };
  const ofTasks = withinChecks(
    join(...wanted.map((view) => planTask(view, { ...around, admission }, policy))),
    git,
    policy.checksAtOnce,
  );
  if (policy.tasks !== null) return join(unasked, ofTasks);
  const conflicts = new Set(ofTasks.notices.flatMap(({ kind, task }) => (kind === 'conflict' ? [task] : [])));
  const left = strayNotices(observed).filter(({ task }) => task === undefined || !conflicts.has(task));
  const notices = [...left, ...otherUnreadable(desired, git)];
  return join(unasked, ofTasks, planRemovals(views, policy), { operations: [], notices });
}

function ofNamesake({ config, isThere }: Namesake): string {
  return isThere
    ? `${config} is another project of this name in this repository: set another \`project:\` name in one of them`
    : `the worktrees of this project belong to ${config}, which no longer exists: if you renamed it, rename it back, or set another \`project:\` name in this file`;
}

type Around = Pick<Subject, 'git' | 'server' | 'strays' | 'now'>;

/** The tasks that could not begin if it were their turn: those behind them are not kept waiting for them. */
function barredTasks(views: readonly TaskView[], around: Around, policy: Policy): ReadonlySet<TaskName> {
  const isStuck = (view: TaskView): boolean => {
    if (view.desired === null || !isBound(view.desired) || !hasNothing(view)) return false;
    if (view.queue !== null && view.queue.blockedBy.length > 0) return false;
    const { operations } = planTask({ ...view, queue: null }, { ...around, admission: null }, policy);
    return !operations.some(({ kind }) => kind === 'create-worktree');
  };
  return new Set([...policy.barred, ...views.filter(isStuck).map(({ name }) => name)]);
}

/** It waits for its turn, or begins before that because the user named it. */
function planQueued(
  { name, queue }: Pick<TaskView, 'name' | 'queue'>,
  begins: boolean,
  due: () => Plan,
): Plan {
  if (queue === null) return due();
  if (!begins) return tell('queued', name, describeWaiting(queue));
  const planned = due();
  if (!planned.operations.some(({ kind }) => kind === 'create-worktree')) return planned;
  return join(planned, tell('warning', name, `out of turn, since named by you: ${queue.reason}`));
}

/** One that is made anew although it has an archive has begun before: the queue is for first starts only. */
function passingOver({ name, archives }: TaskView, planned: Plan): Plan {
  const isMade = planned.operations.some(({ kind }) => kind === 'create-worktree');
  if (archives.length === 0 || !isMade) return planned;
  return join(planned, tell('warning', name, 'out of turn, because of `--fresh`'));
}

function planTask(
  view: TaskView,
  around: Around & Pick<Subject, 'admission'>,
  { tasks, waits, barred, renames, fresh, reopens, unattended }: Policy,
): Plan {
  const { desired: task, busy } = view;
  if (task === null || !view.worktree.known) return NOTHING;
  if (barred.has(view.name) && isBound(task) && hasNothing(view)) return NOTHING; // whoever bars it tells why
  if (busy !== null) return tell('busy', view.name, `${atWork(busy)}; try again when it is done`);
  const isNamed = tasks?.has(task.name) ?? false;
  const former = renames.get(task.name);
  if (former !== undefined && !isNamed) {
    const message = `looks like ${former}, renamed: run \`pane rename ${former} ${task.name}\`, or \`pane up ${task.name}\` to make a new task`;
    return tell('held', task.name, message);
  }
  const worktree = view.worktree.value;
  const isThere = worktree !== null && worktree.stamp.archive === null;
  if (isThere && worktree.path === null) {
    const { message, way } = describeMissing(worktree);
    return tell('conflict', task.name, `${message}: ${way}`);
  }
  const begins = isNamed && !waits;
  const admission = begins || !isBound(task) ? null : around.admission;
  const subject = { ...around, task, view, worktree, isNamed, fresh, reopens, unattended, admission };
  if (!isThere) {
    const planned = planQueued(view, begins, () => planDue(subject));
    return fresh && isBound(task) ? passingOver(view, planned) : planned;
  }
  const due = planDue(subject);
  return join(due, driftNotices(worktree, task, around.git.ours, hasOwnWindow(view, due)));
}

/** Kind by kind in the order of the table, up to the first that can't be. */
function planDue(subject: Omit<Subject, 'before'>): Plan {
  const operations: Operation[] = [];
  for (const kind of KINDS) {
    const due = dueOf(kind, { ...subject, before: operations });
    if (due === null) continue;
    if ('hindered' in due)
      return join(planOf(...operations), tell(due.hindered, subject.task.name, due.message));
    operations.push(due);
  }
  return planOf(...operations);
}

/** A window that stays; a new one is as the file says. */
function hasOwnWindow({ window }: TaskView, { operations }: Plan): boolean {
  return (
    orNull(window) !== null &&
    !operations.some(({ kind }) => kind === 'open-window' || kind === 'close-window')
  );
}
