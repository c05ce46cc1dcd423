/**
 * What follows the operations of an `up`: what was applied is noted, the watcher runs, prompts are typed in, agents start.
 */
import { tellsTurns } from '../../agents/agent.ts';
import type { DesiredTask } from '../../config/desired.ts';
import type { TaskName } from '../../ids.ts';
import { type Notice, type Report, tasksTold } from '../../plan/notice.ts';
import { recordApplied } from '../../project/applied/applied.ts';
import { recordNamed } from '../../project/applied/applied-texts.ts';
import { forgetHold, releaseTasks } from '../../project/applied/kept-hold.ts';
import { afterwards } from '../../project/carry-out/afterwards.ts';
import type { Applying } from '../../project/carry-out/applying.ts';
import { planProject } from '../../project/carry-out/planned.ts';
import type { Project } from '../../project/project.ts';
import { indexProject } from '../../project/project-index.ts';
import { isWatched } from '../../project/watcher/watcher-note.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { WatcherStart } from '../watcher-window/watcher-window.ts';
import type { Begun } from './begun.ts';

type Told = Pick<Report, 'notices'>;

/**
 * Whatever the watcher held of these files is applied now, unless git could not be asked. `what`: what was observed, or
 * the tasks that were named.
 */
export async function remember(project: Project, what: Snapshot | ReadonlySet<TaskName>): Promise<Told> {
  const failure =
    'could not record what was applied, so a watcher may hold back edits until the next `pane up`';
  const notices = await afterwards('warning', failure, async () => {
    if (!('git' in what)) {
      await recordNamed(project);
      await releaseTasks(project, what);
      return [];
    }
    await recordApplied(project, what);
    if (what.git.known) await forgetHold(project);
    return await indexProject(project);
  });
  return { notices };
}

/** Where no watcher does it. */
export async function typePastedPrompts(
  project: Project,
  tasks: ReadonlySet<TaskName> | null,
): Promise<Told> {
  const some = project.desired.some(({ agent }) => agent.prompt === 'paste');
  if (!some || isWatched(project)) return { notices: [] };
  const { typePrompts } = await import('../../talk/launch-prompts.ts');
  const work = () => typePrompts(project, tasks);
  return { notices: await afterwards('failed', 'could not type in the prompts', work) };
}

/** Of agents that failed on their way only what was not told yet. */
export async function waitUntilStarted(
  { project, tasks }: Begun,
  { notices, results }: Report,
  seconds: number,
): Promise<Told> {
  const { waitForStart } = await import('./wait-for-start.ts');
  const what = 'could not see whether every agent has started';
  const failed = await afterwards('unknown', what, () => waitForStart(project, tasks, seconds));
  const isNew = ({ task }: Notice) =>
    !notices.some((known) => known.kind === 'failed' && known.task === task) &&
    !results.some(({ operation, result }) => operation.task === task && result.outcome === 'failed');
  return { notices: failed.filter(isNew) };
}

/** Nobody else looks whose turn it is, or whether one is over. */
export function tellWhatRests({ project, tasks }: Begun, { notices }: Report): Told {
  if (isWatched(project)) return { notices: [] };
  const isChecked = ({ name, verify, paused, agent }: DesiredTask): boolean =>
    verify !== null && !paused && tellsTurns(agent) && (tasks === null || tasks.has(name));
  const rests = [
    ...(notices.some(({ kind }) => kind === 'queued') ? ['what is queued begins'] : []),
    ...(project.desired.some(isChecked) ? ['work is checked by itself'] : []),
  ];
  if (rests.length === 0) return { notices: [] };
  const message = `${rests.join(' and ')} only while a watcher runs; \`pane up\` starts it`;
  return { notices: [{ kind: 'held', message }] };
}

/** Where a window was opened by name although as many are at work as may be. */
export async function tellBeside(project: Project, { results }: Pick<Report, 'results'>): Promise<Told> {
  const { maxActive = null } = project.desired[0] ?? {};
  const hasOpened = results.some(
    ({ operation, result }) => operation.kind === 'open-window' && result.outcome === 'done',
  );
  if (maxActive === null || !hasOpened) return { notices: [] };
  const failure = 'could not see how many tasks are at work';
  const notices = await afterwards('warning', failure, async () => {
    const { queueNow } = await import('../../project/queue-now.ts');
    const count = (await queueNow(project, new Set()))?.atWork.length ?? 0;
    if (count <= maxActive) return [];
    const message = `${count} at work, max_active is ${maxActive}: no other task begins until there are fewer`;
    return [{ kind: 'warning', message }];
  });
  return { notices };
}

/** With tasks that were named, no watcher is started that would touch others at once. */
export async function startUnlessWatched(
  applying: Applying,
  { project, tasks, observed }: Begun,
): Promise<WatcherStart> {
  if (isWatched(project)) return { watcher: 'running', notices: [] };
  const others = tasks === null ? [] : pendingBeside(tasks, project, observed);
  if (others.length > 0) {
    const message = `the watcher was not started, because it would also bring up tasks that you did not name (${others.join(', ')}); \`pane up\` starts it`;
    return { watcher: 'off', notices: [{ kind: 'held', message }] };
  }
  const { startWatcher } = await import('../watcher-window/watcher-window.ts');
  return await startWatcher(applying, observed);
}

function pendingBeside(
  tasks: ReadonlySet<TaskName>,
  project: Project,
  observed: Snapshot,
): readonly TaskName[] {
  const { operations, notices } = planProject(project, observed, { reopens: false });
  const pending = operations.filter(({ kind }) => kind !== 'clear-half-made').map(({ task }) => task);
  return [...new Set([...pending, ...tasksTold(notices, 'queued')])].filter((task) => !tasks.has(task));
}
