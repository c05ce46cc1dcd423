/**
 * Looks at the screens of the agents that can be read by them: one call for all.
 */
import { randomBytes } from 'node:crypto';
import type { ScreenRules } from '../../agents/agent.ts';
import { matchWithin, TooSlow } from '../../agents/bounded-match.ts';
import { classifyScreen, type ScreenLook } from '../../agents/screen.ts';
import type { DesiredTask } from '../../config/desired.ts';
import type { PaneId } from '../../ids.ts';
import { lazy } from '../../lazy.ts';
import type { Runner } from '../../process/command.ts';
import { captureScreens, PANES_IN_A_CALL } from '../../tmux/screens.ts';
import { loadApprovals } from '../../trust/approvals.ts';
import { isApproved } from '../../trust/approve.ts';
import { screenValues } from '../../trust/values.ts';
import { nowSeconds } from '../clock.ts';
import { type JoinedTask, joinTasks } from '../joined.ts';
import { orNull } from '../known.ts';
import type { Screens, Snapshot } from '../snapshot.ts';
import type { TaskWindow } from '../windows.ts';
import type { Scope } from './observe.ts';

/** Whether the rules may be used that the file brings for a task's agent. */
export type IsUsable = (task: JoinedTask) => boolean;

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
  if (!rules.isOwn) return { screenStates: classifyScreen(rules, screen, title), fault: null };
  const key = JSON.stringify(rules);
  const slow = { screenStates: [], fault: 'its `screen` rules take too long to match: simplify them' };
  if (tooSlow.has(key)) return slow;
  try {
    return { screenStates: classifyScreen(rules, screen, title, matchWithin), fault: null };
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error;
    tooSlow.add(key);
    return slow;
  }
}

interface Readable {
  readonly task: JoinedTask;
  readonly window: TaskWindow;
  readonly rules: ScreenRules;
}

function readableOf(task: JoinedTask): Readable[] {
  const window = orNull(task.window);
  const rules = task.desired?.agent.screen ?? null;
  const runs = orNull(task.worktree)?.launcher?.state === 'running';
  return window === null || window.dead || rules === null || !runs ? [] : [{ task, window, rules }];
}

const UNAPPROVED: ScreenLook = {
  screenStates: [],
  fault: 'its `screen` rules are not approved: `pane trust` shows and approves them',
};

/** What each readable agent's screen shows. @throws {CommandError} where tmux does not answer */
export async function readScreens(
  runner: Runner,
  socket: string,
  tasks: readonly JoinedTask[],
  isUsable: IsUsable,
): Promise<Screens> {
  const readable = tasks.flatMap(readableOf);
  const found: Record<PaneId, ScreenLook> = {};
  for (const { task, window } of readable) if (!isUsable(task)) found[window.main] = UNAPPROVED;
  const usable = readable.filter(({ window }) => found[window.main] === undefined);
  for (let start = 0; start < usable.length; start += PANES_IN_A_CALL) {
    const some = usable.slice(start, start + PANES_IN_A_CALL);
    const panes = some.map(({ window }) => window.main);
    const nonce = `pane-${randomBytes(8).toString('hex')}`;
    const screens = await runner.run(captureScreens(socket, panes, nonce));
    for (const { window, rules } of some) {
      const screen = screens.get(window.main);
      if (screen === undefined) continue;
      const title = window.panes.find(({ pane }) => pane === window.main)?.title ?? '';
      found[window.main] = lookAt(rules, screen, title);
    }
  }
  return found;
}

/** With what the agents of these tasks show. @throws {CommandError} where tmux does not answer */
export async function withScreens(
  scope: Pick<Scope, 'runner' | 'env' | 'projectId'>,
  observed: Snapshot,
  tasks: readonly DesiredTask[],
): Promise<Snapshot> {
  const joined = joinTasks(tasks, observed);
  const screens = await readScreens(scope.runner, observed.socket, joined, approvedRules(scope));
  return { ...observed, screens, now: nowSeconds() };
}
