/**
 * Looks at the screens of the agents that can be read by them: one call for all.
 */
import { randomBytes } from 'node:crypto';
import { classifyScreen, type Sighting } from '../agents/screen.ts';
import type { PaneId } from '../ids.ts';
import type { Runner } from '../process/command.ts';
import type { TaskView } from '../reconcile/view.ts';
import { captureScreens, PANES_IN_A_CALL } from '../tmux/screens.ts';

/** By pane. */
export type Sightings = ReadonlyMap<PaneId, readonly Sighting[]>;

function isReadable({ desired, worktree, window }: TaskView): boolean {
  return (
    window !== null &&
    !window.dead &&
    desired?.agent.screen != null &&
    worktree?.launcher?.state === 'running'
  );
}

/** What each readable agent's screen shows. */
export async function lookAtScreens(
  runner: Runner,
  socket: string,
  views: readonly TaskView[],
): Promise<Sightings> {
  const readable = views.filter(isReadable);
  const found = new Map<PaneId, readonly Sighting[]>();
  for (let start = 0; start < readable.length; start += PANES_IN_A_CALL) {
    const some = readable.slice(start, start + PANES_IN_A_CALL);
    const panes = some.flatMap(({ window }) => window?.main ?? []);
    const nonce = `pane-${randomBytes(8).toString('hex')}`;
    const screens = await runner.run(captureScreens(socket, panes, nonce));
    for (const { window, desired } of some) {
      const screen = window === null ? undefined : screens.get(window.main);
      const rules = desired?.agent.screen ?? null;
      if (window === null || screen === undefined || rules === null) continue;
      const title = window.panes.find(({ pane }) => pane === window.main)?.title ?? '';
      found.set(window.main, classifyScreen(rules, screen, title));
    }
  }
  return found;
}

export function sightingsOf(sightings: Sightings, { window }: TaskView): readonly Sighting[] {
  return window === null ? [] : (sightings.get(window.main) ?? []);
}

/** Unix time in seconds. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
