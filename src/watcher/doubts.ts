/**
 * What is seen while a window is being closed or opened again is no news: for a moment its launcher is dead.
 */

import { lockHolder } from '../gate/lock.ts';
import type { TaskName } from '../ids.ts';
import type { Project } from '../project/project.ts';
import { taskLock } from '../records/store.ts';
import { orNull } from '../snapshot/known.ts';
import { stalledSince } from '../snapshot/stall.ts';
import type { TaskInState } from '../snapshot/view.ts';
import type { Seen } from './transitions.ts';

/** A launcher that is dead for so long was not ended to close its window, unless somebody still is at it. */
export const DOUBT_MS = 1_000;

export interface Doubts {
  /** The tasks of which the next look tells. */
  of(project: Project, tasks: readonly TaskInState[]): ReadonlySet<TaskName>;
}

export function openDoubts(): Doubts {
  let since: ReadonlyMap<TaskName, number> = new Map();
  return {
    of({ scope }, tasks) {
      const now = performance.now();
      const dead = tasks.filter(
        ({ view, state }) => state.state === 'failed' && orNull(view.window)?.dead === true,
      );
      since = new Map(dead.map(({ view: { name } }) => [name, since.get(name) ?? now]));
      const isBusy = (task: TaskName): boolean =>
        lockHolder(taskLock(scope.repository.common, scope.projectId, task)) !== null;
      const unsure = [...since].filter(([task, first]) => now - first < DOUBT_MS || isBusy(task));
      return new Set(unsure.map(([task]) => task));
    },
  };
}

/** `now`: Unix time in seconds. */
export function seenOf({ view, state }: TaskInState, isUnsure: boolean, now: number): Seen {
  return {
    task: view.name,
    state: state.state,
    launch: orNull(view.worktree)?.claim?.launcher ?? null,
    toldAt: state.source === 'event' ? state.since : null,
    stalledSince: stalledSince(view, state, now),
    isUnsure: isUnsure || state.isBusy,
  };
}
