/**
 * The screens of agents as the watcher sees them: one in which nothing was drawn is not read again.
 */

import type { ScreenLook } from '../agents/screen.ts';
import type { PaneId } from '../ids.ts';
import type { Project } from '../project/project.ts';
import { nowSeconds } from '../snapshot/clock.ts';
import { type JoinedTask, joinTasks } from '../snapshot/joined.ts';
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
  /** When something was drawn last by then, as tmux tells it. */
  readonly drawn: number;
  /** By which rules it was read. */
  readonly rules: string;
}

function drawnAt({ panes, main }: TaskWindow): number {
  return panes.find(({ pane }) => pane === main)?.drawnAt ?? 0;
}

/** Changes with the file's own rules, and with their approval. */
function rulesOf(task: JoinedTask, isUsable: ReturnType<typeof approvedRules>): string {
  const { screen = null, preset = null } = task.desired?.agent ?? {};
  return screen?.isOwn ? JSON.stringify([screen, isUsable(task)]) : (preset ?? '');
}

/**
 * Not by which is later: a clock may be put back, and another server's pane of the same number was perhaps drawn long ago.
 * `drawn`: undefined: the pane is gone.
 */
function isAsSeen({ at, drawn: before }: Pick<Seen, 'at' | 'drawn'>, drawn: number | undefined): boolean {
  return drawn === undefined || (drawn === before && drawn + TICK_SECONDS <= at);
}

export function openScreens(): CachedScreens {
  let known: ReadonlyMap<PaneId, Seen> = new Map();
  return {
    async complete({ scope, desired }, observed) {
      const now = nowSeconds();
      const tasks = joinTasks(desired, observed);
      const isUsable = approvedRules(scope);
      const shown = tasks.flatMap((task) => {
        const window = orNull(task.window);
        return window === null ? [] : [{ task, window, rules: rulesOf(task, isUsable) }];
      });
      const asSeen = ({ window, rules }: (typeof shown)[number]): Seen | null => {
        const before = known.get(window.main);
        const isSame = before?.rules === rules && isAsSeen(before, drawnAt(window));
        return isSame ? before : null;
      };
      const kept = shown.flatMap((one): [PaneId, Seen][] => {
        const seen = asSeen(one);
        return seen === null ? [] : [[one.window.main, seen]];
      });
      const changed = shown.filter((one) => asSeen(one) === null);
      const tasksToRead = changed.map(({ task }) => task);
      const fresh = await readScreens(scope.runner, observed.socket, tasksToRead, isUsable);
      const read = changed.flatMap(({ window, rules }): [PaneId, Seen][] => {
        const look = fresh[window.main];
        return look === undefined ? [] : [[window.main, { look, at: now, drawn: drawnAt(window), rules }]];
      });
      known = new Map([...kept, ...read]);
      const screens = Object.fromEntries([...known].map(([pane, { look }]) => [pane, look]));
      return { ...observed, now, screens };
    },
    haveChanged: (drawn) => [...known].some(([pane, seen]) => !isAsSeen(seen, drawn.get(pane))),
  };
}
