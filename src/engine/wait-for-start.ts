/**
 * Waits until every setup is over and every agent has started.
 */
import type { TaskName } from '../ids.ts';
import type { Notice } from '../plan/notice.ts';
import { poll } from '../poll.ts';
import type { Project } from '../project/project.ts';
import { observeSettled } from '../project/settled.ts';
import { sha256 } from '../records/hash.ts';
import type { Observed } from '../snapshot/observed.ts';
import { FOR_STATES, requested, type SnapshotRequest } from '../snapshot/request.ts';
import { type State, stateOf } from '../snapshot/state.ts';
import { type TaskView, viewTasks } from '../snapshot/view.ts';
import { approvedRules, lookAtScreens, nowSeconds, type Sightings, screenOf } from '../talk/looks.ts';

const POLL_MS = 100;
/** Also of agents that run: whether they have begun with it. */
const STARTING: SnapshotRequest = { ...FOR_STATES, prompts: 'all' };

function stateNow(view: TaskView, observed: Observed, sightings: Sightings): State {
  return stateOf(view, observed, null, { ...screenOf(sightings, view), now: nowSeconds() });
}

function failures(views: readonly TaskView[], observed: Observed): Notice[] {
  return views.flatMap((view): Notice[] => {
    const { state, message } = stateNow(view, observed, new Map());
    return state === 'failed' ? [{ kind: 'failed', task: view.name, message: message ?? 'failed' }] : [];
  });
}

/**
 * Its agent runs, and the launcher has not yet recorded that it began with its prompt: were the window closed now, the
 * prompt would have to be told as perhaps not delivered.
 */
function isTakingItsPrompt({ worktree, desired }: TaskView): boolean {
  const { launcher = null } = worktree ?? {};
  if (worktree === null || launcher?.state !== 'running' || launcher.paste !== '') return false;
  return (
    desired?.prompt != null && requested(worktree.prompts, 'prompts')[sha256(desired.prompt)] === 'claimed'
  );
}

function isOnItsWay(view: TaskView, { state, isBusy }: State): boolean {
  return isBusy || state === 'setup' || state === 'starting' || isTakingItsPrompt(view);
}

/** `tasks`: null for all. Returns those that failed on their way, and `timeout` with those that are not there yet. */
export async function waitForStart(
  project: Project,
  tasks: ReadonlySet<TaskName> | null,
  seconds: number,
): Promise<Notice[]> {
  const { context, scope } = project;
  const look = async () => {
    const observed = await observeSettled(project, { request: STARTING, known: null, tasks });
    const views = viewTasks(project.desired, observed).filter(({ name }) => tasks?.has(name) ?? true);
    const sightings = await lookAtScreens(scope.runner, observed.socket, views, approvedRules(scope));
    const open = views.filter((view) => isOnItsWay(view, stateNow(view, observed, sightings)));
    return { open, failed: failures(views, observed) };
  };
  const rhythm = { everyMs: POLL_MS, limitMs: seconds * 1000, signal: context.signal };
  const { open, failed } = await poll(rhythm, look, (seen) => seen.open.length === 0);
  if (open.length === 0 || context.signal.aborted) return failed;
  const names = open.map(({ name }) => name).join(', ');
  const message = `not started after ${seconds} s: ${names}: they go on; \`pane status\` shows how far they are`;
  return [...failed, { kind: 'timeout', message }];
}
