/**
 * The screens of agents as the watcher sees them: one in which nothing was drawn is not read again.
 */

import type { ScreenLook } from '../agents/screen.ts';
import type { PaneId } from '../ids.ts';
import type { Project } from '../project/project.ts';
import { nowSeconds } from '../snapshot/clock.ts';
import { joinTasks } from '../snapshot/joined.ts';
import { orNull } from '../snapshot/known.ts';
import { approvedRules, readScreens } from '../snapshot/read/screens.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { TaskWindow } from '../snapshot/windows.ts';
import type { Drawn } from '../tmux/fingerprint.ts';

export interface CachedScreens {
  /** With what the agents show. */
  complete(project: Project, observed: Snapshot): Promise<Snapshot>;
  /** Something was drawn on one of them since it was read. */
  haveChanged(drawn: Drawn): boolean;
}

/** tmux tells the second in which something was drawn last: a screen that was read in it may have changed since. */
const TICK_SECONDS = 2;

interface Seen {
  readonly look: ScreenLook;
  /** Unix time in seconds. */
  readonly at: number;
}

function drawnAt({ panes, main }: TaskWindow): number {
  return panes.find(({ pane }) => pane === main)?.drawnAt ?? 0;
}

function isAsSeen({ at }: Seen, drawn: number): boolean {
  return drawn + TICK_SECONDS <= at;
}

export function openScreens(): CachedScreens {
  let known: ReadonlyMap<PaneId, Seen> = new Map();
  return {
    async complete({ scope, desired }, observed) {
      const now = nowSeconds();
      const tasks = joinTasks(desired, observed);
      const asSeen = (window: TaskWindow): Seen | null => {
        const before = known.get(window.main);
        return before !== undefined && isAsSeen(before, drawnAt(window)) ? before : null;
      };
      const windows = tasks.flatMap(({ window }) => orNull(window) ?? []);
      const kept = windows.flatMap((window): [PaneId, Seen][] => {
        const seen = asSeen(window);
        return seen === null ? [] : [[window.main, seen]];
      });
      const changed = tasks.filter((task) => {
        const window = orNull(task.window);
        return window !== null && asSeen(window) === null;
      });
      const fresh = await readScreens(scope.runner, observed.socket, changed, approvedRules(scope));
      const read = changed.flatMap(({ window }): [PaneId, Seen][] => {
        const pane = orNull(window)?.main;
        const look = pane === undefined ? undefined : fresh[pane];
        return pane === undefined || look === undefined ? [] : [[pane, { look, at: now }]];
      });
      known = new Map([...kept, ...read]);
      const screens = Object.fromEntries([...known].map(([pane, { look }]) => [pane, look]));
      return { ...observed, now, screens };
    },
    haveChanged: (drawn) => [...known].some(([pane, seen]) => !isAsSeen(seen, drawn.get(pane) ?? 0)),
  };
}
