/**
 * Waits until every setup is over and every agent has started.
 */

import type { TaskName } from '../../ids.ts';
import type { Notice } from '../../plan/notice.ts';
import { poll } from '../../poll.ts';
import type { Project } from '../../project/project.ts';
import { observeSettled } from '../../project/settled/settled.ts';
import { orNull } from '../../snapshot/known.ts';
import { FOR_STATES, requested, type SnapshotRequest } from '../../snapshot/request.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { asAgent } from '../../snapshot/state.ts';
import { stateIn, type TaskView, viewTasks } from '../../snapshot/view.ts';

const POLL_MS = 100;
/** Also of agents that run: whether they have begun with it. */
const STARTING: SnapshotRequest = { ...FOR_STATES, prompts: 'all' };

/** Whatever its screen shows: an agent that asks something has not got its prompt either. */
function failures(project: Project, observed: Snapshot, tasks: ReadonlySet<TaskName> | null): Notice[] {
  return viewsOf(project, { ...observed, screens: {} }, tasks).flatMap((view): Notice[] => {
    const { state, message } = stateIn(view);
    return state === 'failed' ? [{ kind: 'failed', task: view.name, message: message ?? 'failed' }] : [];
  });
}

function viewsOf(project: Project, observed: Snapshot, tasks: ReadonlySet<TaskName> | null): TaskView[] {
  return viewTasks(project.desired, observed).filter(({ name }) => tasks?.has(name) ?? true);
}

/**
 * Its agent runs, and the launcher has not yet recorded that it began with its prompt: were the window closed now, the
 * prompt would have to be told as perhaps not delivered.
 */
function isTakingItsPrompt({ desired, ...view }: TaskView): boolean {
  const worktree = orNull(view.worktree);
  const { launcher = null } = worktree ?? {};
  if (worktree === null || launcher?.state !== 'running' || launcher.paste !== '') return false;
  const hash = desired?.promptHash ?? null;
  return hash !== null && requested(worktree.prompts, 'prompts')[hash] === 'claimed';
}

function isOnItsWay(view: TaskView): boolean {
  const { state, isBusy } = asAgent(stateIn(view)); // that its turn goes on is the watcher's business
  return isBusy || state === 'setup' || state === 'starting' || isTakingItsPrompt(view);
}

/** `tasks`: null for all. Returns those that failed on their way, and `timeout` with those that are not there yet. */
export async function waitForStart(
  project: Project,
  tasks: ReadonlySet<TaskName> | null,
  seconds: number,
): Promise<Notice[]> {
  const { context } = project;
  const look = async () => {
    const observed = await observeSettled(project, { request: STARTING, known: null, tasks });
    const open = viewsOf(project, observed, tasks).filter(isOnItsWay);
    return { open, failed: failures(project, observed, tasks) };
  };
  const rhythm = { everyMs: POLL_MS, limitMs: seconds * 1000, signal: context.signal };
  const { open, failed } = await poll(rhythm, look, (seen) => seen.open.length === 0);
  if (open.length === 0 || context.signal.aborted) return failed;
  const names = open.map(({ name }) => name).join(', ');
  const message = `not started after ${seconds} s: ${names}; they continue, and \`pane status\` shows their state`;
  return [...failed, { kind: 'timeout', message }];
}
