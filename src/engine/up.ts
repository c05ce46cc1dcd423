/**
 * `up`: brings worktrees and windows in line with the file.
 */
import type { TaskName } from '../ids.ts';
import { definitionOf, type Operation } from '../operations/kinds.ts';
import type { Result } from '../operations/outcome.ts';
import type { Notice, Report } from '../plan/notice.ts';
import { PLAN_ALL } from '../plan/task-plan.ts';
import { afterwards } from '../project/afterwards.ts';
import { areAsLoaded, recordApplied } from '../project/applied.ts';
import { recordNamed } from '../project/applied-texts.ts';
import type { Applying } from '../project/applying.ts';
import { type ApprovedPlan, approvePlan, approveSocket } from '../project/approval.ts';
import { forgetHold, releaseTasks } from '../project/kept-hold.ts';
import { planProject } from '../project/planned.ts';
import { namedTasks, openProject, type Project } from '../project/project.ts';
import { indexProject } from '../project/project-index.ts';
import { observeSettled } from '../project/settled.ts';
import type { FollowedContext } from '../project/tell.ts';
import type { UpOptions, UpResult } from '../project/types.ts';
import { isWatched, wakeWatcher } from '../project/watcher-note.ts';
import { unignoredWorktrees } from '../project/worktrees-ignored.ts';
import type { Observed } from '../snapshot/observed.ts';
import { homeOf, sessionOf } from '../snapshot/session.ts';
import { askServer } from '../tmux/panes.ts';
import { formatAttach } from '../ui/attach.ts';
import { findRenames, finishRenames, isRenamed } from './renames.ts';
import type { WatcherStart } from './watcher-window.ts';

/** Only where something was done: it costs a call of git. */
async function noteOfUnignored(project: Project, results: readonly Result[]): Promise<string | null> {
  if (results.length === 0) return null;
  const unignored = await unignoredWorktrees(project).catch(() => null); // `doctor` tells what is wrong with git
  return unignored === null ? null : `${unignored.message}. ${unignored.way}`;
}

export async function up(context: FollowedContext, options: UpOptions): Promise<UpResult> {
  const approval = { trust: options.trust, asks: true };
  const project = await approveSocket(await openProject(context, options), approval);
  const tasks = namedTasks(project, options.tasks);
  const observed = await observeSettled(project, { waits: true });
  if (isRenamed(observed) || !areAsLoaded(project)) {
    if (isRenamed(observed)) await finishRenames(context, options, observed);
    return await up(context, options);
  }
  const { applying, approved, results } = await reconciled(project, observed, tasks, options);
  const unnoted = await remember(project, tasks ?? observed);
  await wakeWatcher(project, results.length > 0);
  const { watcher, notices: ofWatcher } =
    options.once || context.signal.aborted ? OFF : await watched(applying, observed, tasks);
  const due = await typed(project, tasks);
  const failed = options.waitSeconds === null ? [] : await waited(project, tasks, options.waitSeconds);
  const notices = [...approved.notices, ...unnoted, ...ofWatcher, ...due];
  const isNew = ({ task }: Notice) =>
    !notices.some((known) => known.kind === 'failed' && known.task === task) &&
    !results.some(({ operation, result }) => operation.task === task && result.outcome === 'failed');
  const tmux = await tmuxNow(project, observed, results);
  const session = sessionOf(project.scope, tmux);
  const home = homeOf(project.scope, tmux);
  const unignored = await noteOfUnignored(project, results);
  const isFirst = results.length > 0 && !hasWindows(project, observed, 0); // `doctor` tells it at any time
  return {
    project: project.scope.config.project,
    session: home,
    notes: [isFirst ? session.note : null, unignored].filter((note) => note !== null),
    report: await told(project, { results, notices: [...notices, ...failed.filter(isNew)] }),
    watcher,
    isEmpty: project.desired.length === 0,
    attach: hasWindows(project, observed, results.length) ? formatAttach(observed.socket, home) : null,
  };
}

/** Mostly there is nothing to tell. */
async function told(project: Project, report: Report): Promise<Report> {
  if (report.notices.length === 0) return report;
  const { tellNotices } = await import('../project/tell.ts');
  return tellNotices(project, report);
}

interface Reconciled {
  readonly applying: Applying;
  readonly approved: ApprovedPlan;
  readonly results: readonly Result[];
}

async function reconciled(
  project: Project,
  observed: Observed,
  tasks: ReadonlySet<TaskName> | null,
  options: UpOptions,
): Promise<Reconciled> {
  const planned = planProject(project, observed, {
    ...PLAN_ALL,
    tasks,
    fresh: options.fresh,
    yes: options.yes,
    renames: await findRenames(project, observed),
  });
  const approved = await approvePlan(project, planned, { trust: options.trust, asks: true });
  const applying = { project, socket: observed.socket, facts: approved.facts };
  const results = await applied(applying, approved.operations);
  if (!hasMadeRoom(approved, results) || project.context.signal.aborted)
    return { applying, approved, results };
  const again = await observeSettled(project, { known: null });
  const second = await reconciled(project, again, tasks, options);
  return { ...second, results: [...results, ...second.results] };
}

/** A task was archived that perhaps had the branch or the directory of another one. */
function hasMadeRoom({ notices }: ApprovedPlan, results: readonly Result[]): boolean {
  const isArchived = ({ operation, result }: Result) =>
    definitionOf(operation.kind).makesRoom === true && result.outcome === 'done';
  return (
    results.some(isArchived) &&
    notices.some(({ kind, task }) => (kind === 'conflict' || kind === 'failed') && task !== undefined)
  );
}

// What carries operations out is loaded only where there are some: mostly there are none.

async function applied(applying: Applying, operations: readonly Operation[]): Promise<Result[]> {
  if (operations.length === 0) return [];
  const { applyOperations } = await import('../project/applying.ts');
  return await applyOperations(applying, operations);
}

/** Whatever the watcher held of these files is applied now. `what`: what was observed, or the tasks that were named. */
async function remember(
  project: Project,
  what: Observed | ReadonlySet<TaskName>,
): Promise<readonly Notice[]> {
  const failure =
    'what was applied could not be noted, so that a watcher may hold edits until the next `pane up`';
  return await afterwards('warning', failure, async () => {
    if (!('git' in what)) {
      await recordNamed(project);
      await releaseTasks(project, what);
      return [];
    }
    await recordApplied(project, what);
    await forgetHold(project);
    return await indexProject(project);
  });
}

/** Where no watcher does it. */
async function typed(project: Project, tasks: ReadonlySet<TaskName> | null): Promise<readonly Notice[]> {
  const some = project.desired.some(({ agent }) => agent.prompt === 'paste');
  if (!some || (await isWatched(project))) return [];
  const { typePrompts } = await import('../talk/launch-prompts.ts');
  return await afterwards('failed', 'prompts could not be typed in', () => typePrompts(project, tasks));
}

async function waited(
  project: Project,
  tasks: ReadonlySet<TaskName> | null,
  seconds: number,
): Promise<readonly Notice[]> {
  const { waitForStart } = await import('./wait-for-start.ts');
  const what = 'whether every agent has started could not be seen';
  return await afterwards('unknown', what, () => waitForStart(project, tasks, seconds));
}

const OFF: WatcherStart = { watcher: 'off', notices: [] };

/** With tasks that were named, no watcher is started that would touch others at once. */
async function watched(
  applying: Applying,
  observed: Observed,
  tasks: ReadonlySet<TaskName> | null,
): Promise<WatcherStart> {
  const { project } = applying;
  if (isWatched(project)) return { watcher: 'running', notices: [] };
  const others = tasks === null ? [] : pendingBeside(tasks, project, observed);
  if (others.length > 0) {
    const message = `the watcher was not started, since it would bring up what was not named too (${others.join(', ')}): \`pane up\` does`;
    return { watcher: 'off', notices: [{ kind: 'held', message }] };
  }
  const { startWatcher } = await import('./watcher-window.ts');
  return await startWatcher(applying, observed);
}

function pendingBeside(
  tasks: ReadonlySet<TaskName>,
  project: Project,
  observed: Observed,
): readonly TaskName[] {
  const { operations } = planProject(project, observed, { ...PLAN_ALL, reopens: false });
  const others = operations.filter(({ kind, task }) => kind !== 'clear-half-made' && !tasks.has(task));
  return [...new Set(others.map(({ task }) => task))];
}

/** Where windows were opened, as it is by now: another project may have been faster. */
async function tmuxNow(
  { scope }: Project,
  { tmux, socket }: Observed,
  results: readonly Result[],
): Promise<Observed['tmux']> {
  if (!tmux.asked || results.length === 0) return tmux;
  return { asked: true, value: await askServer(scope.runner, socket).catch(() => tmux.value) };
}

function hasWindows(project: Project, observed: Observed, results: number): boolean {
  const panes = observed.tmux.asked ? (observed.tmux.value?.panes ?? []) : [];
  return results > 0 || panes.some((pane) => pane.project === project.scope.projectId);
}
