/**
 * `down`: closes the windows, keeps worktrees and branches.
 */
import type { Notice, Report } from '../plan/notice.ts';
import { planDown, planDownToArchive } from '../plan/plan-command.ts';
import { strayNotices } from '../plan/stray.ts';
import { unreadableStamps } from '../plan/unreadable.ts';
import { unaskedReasons } from '../project/asked.ts';
import { afterwards } from '../project/carry-out/afterwards.ts';
import { applyOperations } from '../project/carry-out/applying.ts';
import { type FollowedContext, tellNotices } from '../project/carry-out/tell.ts';
import { openRunning } from '../project/open-as-applied.ts';
import { namedTasks } from '../project/project.ts';
import { recordDown } from '../project/project-index.ts';
import type { ProjectOptions } from '../project/types.ts';
import { forgetFallen } from '../project/watcher/watcher-note.ts';
import { orNull } from '../snapshot/known.ts';
import { observe } from '../snapshot/read/observe.ts';
import { WITH_CHECKS } from '../snapshot/request.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type TaskView, viewTasks } from '../snapshot/view.ts';
import { NO_FACTS } from '../trust/values.ts';
import { finishRenames, isRenamed } from './rename/renames.ts';
import type { Begun } from './up/begun.ts';
import { inOrder, wake } from './up/in-order.ts';
import { closeWatcherWindows, endRunningWatcher } from './watcher-window/watcher-window.ts';

export interface DownRequest extends ProjectOptions {
  readonly tasks: readonly string[];
  readonly archive: boolean;
  /** Closes the panes that the user opened in the windows too. */
  readonly allPanes: boolean;
}

/** What holds a task down is written into its worktree, and only as long as the task does not change. */
function notHeld({ name, desired, archives, ...view }: TaskView, fault: string | null): Notice[] {
  const worktree = orNull(view.worktree);
  if (worktree !== null && fault !== null) {
    const message = `stays down until its entry changes from the one that was last applied; if you have edited it since, run \`pane down ${name}\` again once the file is fixed`;
    return [{ kind: 'warning', task: name, message }];
  }
  if (desired === null || desired.paused || worktree !== null || archives[0]?.stamp.hold != null) return [];
  const message =
    "has no worktree yet, so it can't be kept down; `paused: true` in the file keeps it from being made";
  return [{ kind: 'warning', task: name, message }];
}

interface Unwatched {
  readonly observed: Snapshot;
  readonly notices: readonly Notice[];
}

/** What keeps the watcher's window open keeps no agent running. */
async function withoutWatcher({ project, tasks, observed }: Begun): Promise<Unwatched> {
  if (tasks !== null || unaskedReasons(observed).length > 0) return { observed, notices: [] };
  let mayHaveChanged = true;
  const notices = await afterwards('failed', "could not close the watcher's window", async () => {
    const closed = await closeWatcherWindows(project, observed.socket);
    mayHaveChanged = closed.met;
    await forgetFallen(project);
    return closed.notices;
  });
  return { observed: mayHaveChanged ? await observe(project.scope, WITH_CHECKS) : observed, notices };
}

/** With `archive` a rename that was cut off is finished: the archive would get the old name. */
async function begin(context: FollowedContext, { file, ...request }: DownRequest): Promise<Begun> {
  for (;;) {
    const project = await openRunning(context, { file });
    const tasks = namedTasks(project, request.tasks);
    // First of all: what the watcher still does is seen by the look that follows.
    if (tasks === null) await endRunningWatcher(project);
    const observed = await observe(project.scope, WITH_CHECKS, tasks === null ? null : project.worktrees);
    const isAsked = observed.git.known && observed.tmux.known;
    if (!(request.archive && isAsked && project.fault === null && isRenamed(observed)))
      return { project, tasks, observed };
    await finishRenames(context, { file }, observed);
  }
}

export async function down(context: FollowedContext, request: DownRequest): Promise<Report> {
  const { archive, allPanes } = request;
  const begun = await begin(context, request);
  const { project, tasks } = begun;
  const { observed, notices: ofWatcher } = await withoutWatcher(begun);
  const unasked = unaskedReasons(observed).map((message): Notice => ({ kind: 'unknown', message }));
  if (unasked.length > 0) return tellNotices(project, { results: [], notices: [...ofWatcher, ...unasked] });
  const views = viewTasks(project.desired, observed).filter(({ name }) => tasks?.has(name) ?? true);
  const how = { isNamed: tasks !== null, allPanes };
  const operations = archive
    ? views.flatMap((view) => planDownToArchive(view, how))
    : views.flatMap((view) => planDown(view, how));
  const applying = { project, socket: observed.socket, facts: NO_FACTS };
  const meant = views.flatMap(({ desired }) => desired ?? []);
  const unreadable = observed.git.known ? unreadableStamps(meant, observed.git.value) : [];
  const known = views.filter(({ name }) => !unreadable.some(({ task }) => task === name));
  const left = strayNotices(observed).filter(({ task }) => tasks === null || (task && tasks.has(task)));
  const notices = [
    ...ofWatcher,
    ...(tasks === null ? [] : known.flatMap((view) => notHeld(view, project.fault))),
    ...unreadable,
    ...left,
  ];
  const results = await applyOperations(applying, operations);
  const report = await inOrder<Report>({ results, notices }, [
    () => wake(project, results),
    ...(tasks === null ? [async () => ({ notices: await recordDown(project) })] : []), // windows are closed with a full disk too
  ]);
  return tellNotices(project, report);
}
