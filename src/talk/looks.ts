/**
 * Looks at the screens of the agents that can be read by them: one call for all.
 */
import { randomBytes } from 'node:crypto';
import type { ScreenRules } from '../agents/agent.ts';
import { matchWithin, TooSlow } from '../agents/bounded-match.ts';
import { classifyScreen, type ScreenLook } from '../agents/screen.ts';
import type { PaneId } from '../ids.ts';
import { lazy } from '../lazy.ts';
import type { Runner } from '../process/command.ts';
import type { Scope } from '../snapshot/observe.ts';
import type { TaskView } from '../snapshot/view.ts';
import { captureScreens, PANES_IN_A_CALL } from '../tmux/screens.ts';
import { loadApprovals } from '../trust/approvals.ts';
import { isApproved } from '../trust/approve.ts';
import { screenValues } from '../trust/values.ts';

/** By pane. */
export type Sightings = ReadonlyMap<PaneId, ScreenLook>;

/** Whether the rules may be used that the file brings for a task's agent. */
export type IsUsable = (view: TaskView) => boolean;

/** The rules that the user has approved. */
export function approvedRules({ env, projectId }: Pick<Scope, 'env' | 'projectId'>): IsUsable {
  const approvals = lazy(() => loadApprovals(env, projectId).approvals);
  return ({ desired }) =>
    desired !== null &&
    screenValues(desired.agent).every((value) => isApproved({ kind: 'screen', value }, approvals()));
}

/** Rules that were too slow once, as JSON: this process does not try them again. */
const tooSlow = new Set<string>();

function lookAt(rules: ScreenRules, screen: string, title: string): ScreenLook {
  if (!rules.isOwn) return { sightings: classifyScreen(rules, screen, title), fault: null };
  const key = JSON.stringify(rules);
  const slow = { sightings: [], fault: 'its `screen` rules take too long to match: simplify them' };
  if (tooSlow.has(key)) return slow;
  try {
    return { sightings: classifyScreen(rules, screen, title, matchWithin), fault: null };
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error;
    tooSlow.add(key);
    return slow;
  }
}

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
  isUsable: IsUsable,
): Promise<Sightings> {
  const readable = views.filter((view) => isReadable(view) && isUsable(view));
  const unapproved = views.filter((view) => isReadable(view) && !isUsable(view));
  const found = new Map<PaneId, ScreenLook>(
    unapproved.flatMap(({ window }) => (window === null ? [] : [[window.main, UNAPPROVED]])),
  );
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
      found.set(window.main, lookAt(rules, screen, title));
    }
  }
  return found;
}

const UNAPPROVED: ScreenLook = {
  sightings: [],
  fault: 'its `screen` rules are not approved: `pane trust` shows and approves them',
};

const UNSEEN: ScreenLook = { sightings: [], fault: null };

export function screenOf(sightings: Sightings, { window }: TaskView): ScreenLook {
  return window === null ? UNSEEN : (sightings.get(window.main) ?? UNSEEN);
}

/** Unix time in seconds. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
