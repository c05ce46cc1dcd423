/**
 * What is there in one project: a window that is opened or closed at this moment, by the watcher or another `pane`, is
 * no conflict, and its prompt is not lost.
 */
import { isInterrupt } from '../../errors.ts';
import type { TaskName } from '../../ids.ts';
import { joinTasks } from '../../snapshot/joined.ts';
import { isBound } from '../../snapshot/queue.ts';
import { withBases } from '../../snapshot/read/bases.ts';
import { observe } from '../../snapshot/read/observe.ts';
import { withScreens } from '../../snapshot/read/screens.ts';
import { FOR_PLAN, type SnapshotRequest } from '../../snapshot/request.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { atWork } from '../../snapshot/state.ts';
import type { Project } from '../project.ts';
import { doubtsOf } from './doubtful.ts';
import { type Busy, settle } from './settle.ts';

export interface SettledOptions {
  /** By default what a plan is made from. */
  readonly request?: SnapshotRequest;
  /** What the tasks are seen as whose screens are read: by default as the file has them. */
  readonly seenAs?: Pick<Project, 'desired'>;
  /** The worktrees, where they were listed a moment ago: by default as the project was opened; null: not. */
  readonly known?: Project['worktrees'] | null;
  /** Only these are waited for; null: all. */
  readonly tasks?: ReadonlySet<TaskName> | null;
  /** As long as another process is at work on a task in doubt; the user is told. Else for two seconds at most. */
  readonly waits?: boolean;
}

/** Says for each task once which process it waits for. */
function teller({ context }: Project): (busy: readonly Busy[]) => void {
  const told = new Set<TaskName>();
  return (busy) => {
    for (const { task, pid } of busy) {
      if (!told.has(task)) context.stderr(`waiting for ${task}: ${atWork(pid)}\n`);
      told.add(task);
    }
  };
}

/** With what these tasks' screens show, and what git says last of those that the queue asks about. */
export async function screenedAs(
  screens: SnapshotRequest['screens'],
  { scope, desired }: Pick<Project, 'scope' | 'desired'>,
  observed: Snapshot,
  shown: Project['desired'],
): Promise<Snapshot> {
  if (screens === 'none') return observed;
  const looked = await withScreens(scope, observed, shown).catch((error: unknown) => {
    if (screens === 'all' || isInterrupt(error)) throw error;
    return { ...observed, screens: {} };
  });
  return await withBases(scope, looked, desired);
}

/**
 * What is there, once nothing seems to change any more; what another process is still at work on is `busy`. The first
 * look begins before this returns.
 */
export async function observeSettled(
  project: Project,
  {
    request = FOR_PLAN,
    seenAs = project,
    known = project.worktrees,
    tasks = null,
    waits = false,
  }: SettledOptions = {},
): Promise<Snapshot> {
  const { seen, busy } = await settle<Snapshot>(project.context, {
    look: (count) => observe(project.scope, request, count === 1 ? known : null),
    doubtsOf: (observed) => {
      const views = joinTasks(project.desired, observed).filter(({ name }) => tasks?.has(name) ?? true);
      return doubtsOf(views, observed).map((doubt) => ({ ...doubt, owner: project }));
    },
    ...(waits ? { onWait: teller(project) } : {}),
  });
  const observed = { ...seen, busy: busy.map(({ task, pid }) => ({ task, pid })) };
  const isMeant = ({ name }: { readonly name: TaskName }) => tasks?.has(name) ?? true;
  // Whether one waits for its turn depends on what all others do.
  const shown = project.desired.some(isBound) ? seenAs.desired : seenAs.desired.filter(isMeant);
  const screened = await screenedAs(request.screens, project, observed, shown);
  if (!request.changes) return screened;
  const { withChanges } = await import('../../snapshot/read/changes.ts');
  return await withChanges(project.scope, screened, joinTasks(project.desired, screened).filter(isMeant));
}
