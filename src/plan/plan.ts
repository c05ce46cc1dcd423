/**
 * Compares desired and observed and says what is to be done, and why. Pure: no tool, no clock, no file.
 */

import type { DesiredTask } from '../config/desired.ts';
import type { BranchName } from '../ids.ts';
import { archiveWorktree } from '../operations/archive-worktree/operation.ts';
import { copyFiles } from '../operations/copy-files/operation.ts';
import { createWorktree } from '../operations/create-worktree/operation.ts';
import type { Operation } from '../operations/kinds.ts';
import { openWindow } from '../operations/open-window/operation.ts';
import { type RestoreWorktree, restoreWorktree } from '../operations/restore-worktree/operation.ts';
import { freshBranch, isFreshOf, shortRef, startOf } from '../snapshot/branch-start.ts';
import { heldBranch } from '../snapshot/held-branch.ts';
import { nestedBranch, registrationAt } from '../snapshot/in-the-way.ts';
import { describeMissing } from '../snapshot/missing.ts';
import type { GitObserved, Namesake, Observed, OurWorktree } from '../snapshot/observed.ts';
import { restoreRefusal } from '../snapshot/restore-refusal.ts';
import { atWork } from '../snapshot/state.ts';
import { isArchiveOf, isHeldInArchive, type TaskView, viewTasks } from '../snapshot/view.ts';
import { driftNotices } from './drift.ts';
import { leftoverOf } from './leftover.ts';
import type { Plan } from './notice.ts';
import { planRemovals } from './plan-removals.ts';
import { planWindow } from './plan-window.ts';
import { strayNotices } from './stray.ts';
import { join, NOTHING, type PlanOptions, type TaskPlan, tell, todo } from './task-plan.ts';
import { otherUnreadableStamps, unreadableStampOf } from './unreadable.ts';

export function plan(desired: readonly DesiredTask[], observed: Observed, options: PlanOptions): Plan {
  if (!observed.git.asked) {
    return {
      operations: [],
      notices: [{ kind: 'unknown', message: `git could not be asked: ${observed.git.reason}` }],
    };
  }
  const git = observed.git.value;
  const [namesake] = git.namesakes;
  if (namesake !== undefined)
    return { operations: [], notices: [{ kind: 'conflict', message: ofNamesake(namesake) }] };
  const views = viewTasks(desired, observed);
  const wanted = views.filter(
    ({ desired: task, name }) => task !== null && (options.tasks?.has(name) ?? true),
  );
  const unasked: TaskPlan = observed.tmux.asked
    ? NOTHING
    : {
        operations: [],
        notices: [{ kind: 'unknown', message: `tmux could not be asked: ${observed.tmux.reason}` }],
      };
  const ofTasks = join(
    ...wanted.map((view) =>
      view.desired === null ? NOTHING : planTask(view, view.desired, observed, git, options),
    ),
  );
  if (options.tasks !== null) return join(unasked, ofTasks);
  const conflicts = new Set(ofTasks.notices.flatMap(({ kind, task }) => (kind === 'conflict' ? [task] : [])));
  const strays = strayNotices(observed).filter(({ task }) => task === undefined || !conflicts.has(task));
  const notices = [...strays, ...otherUnreadableStamps(desired, git)];
  return join(unasked, ofTasks, planRemovals(views, observed, options), { operations: [], notices });
}

function ofNamesake({ config, isThere }: Namesake): string {
  return isThere
    ? `${config} is another project of this name in this repository: give one of them another \`project:\` name`
    : `the worktrees of this project belong to ${config}, which is not there any more: if it was renamed, rename it back, or give this file another \`project:\` name`;
}

function planTask(
  view: TaskView,
  task: DesiredTask,
  observed: Observed,
  git: GitObserved,
  options: PlanOptions,
): TaskPlan {
  const pid = observed.busy.get(view.name);
  if (pid !== undefined) return tell('busy', view.name, `${atWork(pid)}: look again when it is done`);
  const former = options.renames.get(task.name);
  if (former !== undefined && !options.tasks?.has(task.name)) {
    const message = `looks like ${former} renamed: \`pane rename ${former} ${task.name}\`, or \`pane up ${task.name}\` for a new task`;
    return tell('held', task.name, message);
  }
  if (view.worktree !== null) return planExisting(view, view.worktree, task, observed, options);
  if (task.paused) return NOTHING;
  return planMaking(view, task, observed, git, options);
}

/** What brings its worktree there, with the window behind it. `worktree`: the archived one; null: it is to be made. */
function withWindow(
  task: DesiredTask,
  worktree: OurWorktree | null,
  operations: readonly Operation[],
  { tmux }: Observed,
): TaskPlan {
  if (task.paused || !tmux.asked) return todo(...operations);
  const reason = { cause: 'no window yet', after: operations.at(-1) };
  return todo(...operations, openWindow(task, { worktree, path: task.worktree }, reason));
}

function planExisting(
  view: TaskView,
  worktree: OurWorktree,
  task: DesiredTask,
  observed: Observed,
  options: PlanOptions,
): TaskPlan {
  const { stamp, path } = worktree;
  if (stamp.archive !== null) return planUnfinished(view, worktree, task, observed);
  if (path === null) {
    const { message, way } = describeMissing(worktree);
    return tell('conflict', task.name, `${message}: ${way}`);
  }
  const unfinished = finishMaking(task, worktree, path);
  const window = planWindow(view, worktree, path, task, observed, options, unfinished.at(-1));
  const staysOpen = view.window !== null && window.operations.length === 0; // a new one is as the file says
  return join(todo(...unfinished), window, driftNotices(worktree, task, staysOpen));
}

/** An archive or a restore that was begun is finished first; the rest follows at the next look. */
function planUnfinished(
  view: TaskView,
  worktree: OurWorktree,
  task: DesiredTask,
  observed: Observed,
): TaskPlan {
  const { archive, hold } = worktree.stamp;
  if (!observed.tmux.asked || archive === null) return NOTHING;
  const path = archive.from;
  const reason = { cause: 'finish what was begun' };
  if (archive.step === 'archiving') {
    const held = hold?.reason === 'down' ? hold.hash : null;
    return todo(archiveWorktree(view.name, worktree, { path, hold: held }, reason));
  }
  const refused = observed.git.asked ? restoreRefusal(worktree, observed.git.value) : null;
  if (refused !== null) return tell('failed', view.name, refused);
  const restore = restoreWorktree(view.name, { worktreeId: worktree.stamp.id, path }, reason);
  return withWindow(task, worktree, withTheRest(restore, task, worktree), observed);
}

/** A worktree that was archived before it was finished is finished once it is back. */
function withTheRest(restore: RestoreWorktree, task: DesiredTask, worktree: OurWorktree): Operation[] {
  return [restore, ...finishMaking(task, worktree, restore.path, restore)];
}

/** Nothing where it is made. */
function finishMaking(
  task: DesiredTask,
  { stamp: { progress, branch } }: OurWorktree,
  path: string,
  after?: Operation,
): Operation[] {
  const cause = 'finish what was begun';
  if (progress === 'made') return [];
  if (progress === 'copy') return [copyFiles(task, path, { cause, after })];
  const from = { existing: true, start: `refs/heads/${branch}`, base: null, upstream: null } as const;
  const create = createWorktree(task, { path, branch, from }, { cause, after });
  return [create, copyFiles(task, path, { cause, after: create })];
}

function planMaking(
  view: TaskView,
  task: DesiredTask,
  observed: Observed,
  git: GitObserved,
  options: PlanOptions,
): TaskPlan {
  const newest = view.archives[0] ?? null;
  const isHalfMade = view.making !== null && view.making.path === task.worktree;
  const unknown = unreadableStampOf(task, git) ?? leftoverOf(task, git, observed);
  if (unknown !== null) return tell('conflict', task.name, unknown);
  if (git.occupied.has(task.worktree) && !isHalfMade) {
    const message = `${task.worktree} is in the way and is not pane's: move it away, or set another \`worktree:\``;
    return tell('conflict', task.name, message);
  }
  const registration = isHalfMade ? null : registrationAt(task.worktree, git.listed);
  if (registration !== null) return tell('conflict', task.name, registration);
  if (newest !== null && !options.fresh && view.making === null) {
    const isNamed = options.tasks?.has(task.name) ?? false;
    return isHeldInArchive(view) && !isNamed ? NOTHING : planReturn(task, newest, observed, git);
  }
  return planCreation(view, task, observed, git, newest !== null && options.fresh);
}

/** A task that returns to the file gets its worktree back, if it is still the same task. */
function planReturn(
  task: DesiredTask,
  archived: OurWorktree,
  observed: Observed,
  git: GitObserved,
): TaskPlan {
  const { stamp } = archived;
  if (!isArchiveOf(archived, task)) {
    const what = stamp.branch === task.branch ? 'prompt' : 'branch';
    const message = `an archived task of this name has another ${what}: \`pane restore ${task.name}\` brings it back as it was, \`pane up --fresh ${task.name}\` starts anew`;
    return tell('conflict', task.name, message);
  }
  const refused = restoreRefusal(archived, git);
  if (refused !== null) return tell('failed', task.name, refused);
  const what = { worktreeId: stamp.id, path: task.worktree };
  const restore = restoreWorktree(task.name, what, { cause: 'back in the file' });
  return withWindow(task, archived, withTheRest(restore, task, archived), observed);
}

/** The branch that was being made: what `--fresh` began goes on without it. Null: none, or the file has another by now. */
function begunBranch({ making }: TaskView, task: DesiredTask): BranchName | null {
  return making !== null && isFreshOf(making.branch, task.branch) ? making.branch : null;
}

/** Those that a restore attaches HEAD to, and those that a rebase in an archive holds. */
function branchesOfArchives({ ours, holders }: GitObserved): Set<string> {
  const archives = ours.filter(({ stamp }) => stamp.archive !== null);
  const held = holders.filter(({ path }) => archives.some((archive) => archive.path === path));
  return new Set([
    ...archives.flatMap(({ stamp }) => stamp.archive?.branch ?? []),
    ...held.map(({ branch }) => branch),
  ]);
}

function planCreation(
  view: TaskView,
  task: DesiredTask,
  observed: Observed,
  git: GitObserved,
  fresh: boolean,
): TaskPlan {
  const anew = fresh ? freshBranch(task.branch, task.base, git, branchesOfArchives(git)) : task.branch;
  const branch = begunBranch(view, task) ?? anew;
  const held = heldBranch(branch, git, view.making?.path ?? null);
  if (held !== null) return tell('conflict', task.name, held);
  const rival = nestedBranch(branch, git.refs);
  if (rival !== null) return tell('conflict', task.name, rival);
  const from = startOf(branch, task.base, git);
  if (from.existing === null) return tell('conflict', task.name, from.reason);
  if (task.base !== null && git.missingBases.has(task.base)) {
    const message = `base ${task.base} names no commit in this repository: correct \`base:\`, or fetch it first`;
    return tell('failed', task.name, message);
  }
  const begun = view.making !== null;
  const origin = from.existing
    ? `existing branch ${branch}`
    : `branch ${branch} from ${shortRef(from.start)}`;
  const path = task.worktree;
  const cause = `${begun ? 'finish what was begun' : 'new task'}, ${origin}`;
  const create = createWorktree(task, { path, branch, from }, { cause });
  const copy = copyFiles(task, path, { cause: 'new worktree', after: create });
  return withWindow(task, null, [create, copy], observed);
}
