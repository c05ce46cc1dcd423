/** `restart`: ends the agent and starts it again with what the file says now. */

import { type DesiredTask, hasPrompt } from '../config/desired.ts';
import { PaneError } from '../errors.ts';
import { underLock, type WaitOptions } from '../gate/lock.ts';
import { deliveryOf } from '../operations/open-window/delivery.ts';
import type { Report } from '../plan/notice.ts';
import { planRestart, type Startable } from '../plan/plan-command.ts';
import { assertAsked } from '../project/asked.ts';
import { applyOperations } from '../project/carry-out/applying.ts';
import { assertApproved } from '../project/carry-out/approval.ts';
import { type FollowedContext, tellNotices } from '../project/carry-out/tell.ts';
import { tellWait } from '../project/carry-out/tell-wait.ts';
import { openProject, type Project, taskNamed } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { beginAnew, breakOffTurn } from '../records/doings.ts';
import { settlePrompt } from '../records/prompt-record.ts';
import { paneDirectory, taskLock } from '../records/store.ts';
import { nowSeconds } from '../snapshot/clock.ts';
import { orNull } from '../snapshot/known.ts';
import { observe } from '../snapshot/read/observe.ts';
import { FOR_RESTART, requested } from '../snapshot/request.ts';
import { sessionOf } from '../snapshot/session.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import { type TaskView, viewTasks } from '../snapshot/view.ts';
import { NO_FACTS, type ProjectFacts } from '../trust/values.ts';
import { inOrder } from './up/in-order.ts';
import { tellBeside, typePastedPrompts } from './up/up-afterwards.ts';

export interface RestartRequest extends ProjectOptions {
  readonly tasks: readonly string[];
  /** With the current prompt as its next turn. */
  readonly prompt: boolean;
}

/** @throws {PaneError} where it can't be started again */
function startedAgain(task: DesiredTask, view: TaskView | undefined, givesPrompt: boolean): Startable {
  const worktree = view === undefined ? null : orNull(view.worktree);
  if (task.paused)
    throw new PaneError('usage', `${task.name} is paused`, { hint: 'Remove `paused` from the file first.' });
  if (view === undefined || worktree?.path == null || worktree.stamp.archive !== null) {
    throw new PaneError('failed', `${task.name} has no worktree`, {
      hint: `\`pane up ${task.name}\` makes it.`,
    });
  }
  const { agent, name } = task;
  if (!givesPrompt && agent.oneShot && hasPrompt(task) && deliveryOf(worktree, task) === 'none') {
    throw new PaneError('usage', `${name} has its prompt, and ${agent.name} ends with its turn`, {
      hint: `\`pane restart --prompt ${name}\` gives the prompt again.`,
    });
  }
  return { task, view, worktree };
}

/** Other texts than its prompt that perhaps were not delivered: an earlier prompt, or what a restart was to go on with. */
function claimedOthers({ promptHash }: DesiredTask, { prompts }: OurWorktree): string[] {
  const all = Object.entries(requested(prompts, 'prompts'));
  return all.flatMap(([hash, outcome]) => (outcome === 'claimed' && hash !== promptHash ? [hash] : []));
}

/** What `pane` did for it by itself no longer counts, and a turn that this cuts off does not go on by itself. */
async function beginTaskAnew(
  { scope, context }: Project,
  { task, worktree }: Startable,
  givesPrompt: boolean,
): Promise<void> {
  const { admin } = worktree;
  const lock = taskLock(scope.repository.common, scope.projectId, task.name);
  const onWait: WaitOptions['onWait'] = (holder, path) => tellWait(context, task.name, holder, path);
  await underLock(lock, { ...context, onWait }, async () => {
    const directory = paneDirectory(admin);
    await beginAnew(directory);
    await breakOffTurn(directory, nowSeconds());
    // The prompt comes instead: nobody is asked about them again.
    const settled = givesPrompt ? claimedOthers(task, worktree) : [];
    for (const hash of settled) await settlePrompt(admin, hash, 'started');
  });
}

export async function restart(context: FollowedContext, options: RestartRequest): Promise<Report> {
  const project = await openProject(context, options);
  const tasks = options.tasks.map((name) => taskNamed(project, name));
  const observed = await observe(project.scope, FOR_RESTART, project.worktrees);
  assertAsked(observed);
  const { conflict } = sessionOf(project.scope, observed.tmux);
  if (conflict !== null) throw new PaneError('conflict', conflict); // its window could not be opened again
  const views = viewTasks(project.desired, observed);
  const startable = tasks.map((task) =>
    startedAgain(
      task,
      views.find(({ name }) => name === task.name),
      options.prompt,
    ),
  );
  const operations = startable.flatMap((each) => planRestart(each, options.prompt));
  const facts: ProjectFacts[] = [];
  for (const { name } of tasks) facts.push(await assertApproved(project, name)); // one after the other: it may ask
  const [first = NO_FACTS] = facts;
  for (const each of startable) await beginTaskAnew(project, each, options.prompt);
  const applying = { project, socket: observed.socket, facts: first };
  const results = await applyOperations(applying, operations);
  const names = new Set(tasks.map(({ name }) => name));
  const report = await inOrder<Report>({ results, notices: [] }, [
    (done) => tellBeside(project, done),
    () => typePastedPrompts(project, names),
  ]);
  return tellNotices(project, report);
}
