/**
 * The screens of agents as the watcher sees them: one in which nothing was drawn is not read again.
 */

import type { ScreenLook } from '../agents/screen.ts';
import type { PaneId } from '../ids.ts';
import type { Scope } from '../snapshot/observe.ts';
import type { TaskView } from '../snapshot/view.ts';
import type { TaskWindow } from '../snapshot/windows.ts';
import { approvedRules, lookAtScreens, type Sightings } from '../talk/looks.ts';
import type { Drawn } from '../tmux/fingerprint.ts';

export interface Screens {
  /** `now`: Unix time in seconds. */
  look(scope: Scope, socket: string, views: readonly TaskView[], now: number): Promise<Sightings>;
  /** Something was drawn on one of them since it was read. */
  haveChanged(drawn: Drawn): boolean;
}

/** tmux tells the second in which something was drawn last: a screen that was read in it may have changed since. */
const TICK_SECONDS = 2;

interface Seen {
  readonly look: ScreenLook;
  readonly at: number;
}

function drawnAt({ panes, main }: TaskWindow): number {
  return panes.find(({ pane }) => pane === main)?.drawnAt ?? 0;
}

function isAsSeen({ at }: Seen, drawn: number): boolean {
  return drawn + TICK_SECONDS <= at;
}

export function openScreens(): Screens {
  let known: ReadonlyMap<PaneId, Seen> = new Map();
  return {
    async look(scope, socket, views, now) {
      const kept = new Map(
        views.flatMap(({ window }): [PaneId, Seen][] => {
          const before = window === null ? undefined : known.get(window.main);
          if (window === null || before === undefined) return [];
          return isAsSeen(before, drawnAt(window)) ? [[window.main, before]] : [];
        }),
      );
      const changed = views.filter(({ window }) => window !== null && !kept.has(window.main));
      const fresh = await lookAtScreens(scope.runner, socket, changed, approvedRules(scope));
      known = new Map([...kept, ...[...fresh].map(([pane, look]) => [pane, { look, at: now }] as const)]);
      return new Map([...known].map(([pane, { look }]) => [pane, look]));
    },
    haveChanged: (drawn) => [...known].some(([pane, seen]) => !isAsSeen(seen, drawn.get(pane) ?? 0)),
  };
}
