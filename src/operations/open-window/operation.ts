/**
 * `open-window`: opens the task's window, or starts the launcher anew in a window whose launcher failed. Pure.
 */
import type { Delivery } from '../../agents/launch.ts';
import { type DesiredTask, differs, hasPrompt } from '../../config/desired.ts';
import type { WindowId } from '../../ids.ts';
import { needsNoWindow } from '../../snapshot/ended.ts';
import { holdOf } from '../../snapshot/held.ts';
import { leftoverOf } from '../../snapshot/leftover.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import { failureOf, isUndelivered } from '../../snapshot/state.ts';
import { holderOf, type UnseenAgent } from '../../snapshot/unseen-agent.ts';
import { hasStopped, programIn, type TaskWindow } from '../../snapshot/windows.ts';
import { type Common, common, type Reason } from '../common.ts';
import type { Definition } from '../definition.ts';
import { conflict, type Due, failed, groundOf, type Hindrance, last, type Subject } from '../due.ts';
import { deliveryOf } from './delivery.ts';

export interface OpenWindow extends Common<'open-window'> {
  readonly desired: DesiredTask;
  /** The window with the failed launcher that is to be closed first. */
  readonly replaces: WindowId | null;
  /** How the prompt is given. */
  readonly delivery: Delivery;
  /** The prompt is given although it was given before: the user asked for that. */
  readonly again: boolean;
}

export const definition: Definition<OpenWindow> = {
  kind: 'open-window',
  needsApproval: true,
  doing: 'opening the window of',
  done: 'opened the window of',
  counted: (count) => `${count('window')} opened`,
  detail: () => '',
  due,
};

export interface OpenParts {
  /** That it is opened in; null: one that is to be made. */
  readonly worktree: OurWorktree | null;
  readonly replaces?: WindowId | null;
  /** Gives the prompt as the next turn, whether or not it was given before. */
  readonly again?: boolean;
}

export function openWindow(
  desired: DesiredTask,
  { worktree, replaces = null, again = false }: OpenParts,
  reason: Reason,
): OpenWindow {
  const delivery = again && hasPrompt(desired) ? 'next' : deliveryOf(worktree, desired);
  return { ...common(definition.kind, desired.name, reason), desired, replaces, delivery, again };
}

function due(subject: Subject): Due<OpenWindow> {
  const { task, view, before } = subject;
  if (!view.window.known || !view.unseen.known || task.paused) return null;
  if (before.some(({ kind }) => kind === 'restart-agent')) return null;
  const worktree = groundOf(subject)?.worktree ?? null;
  if (worktree === null || worktree.stamp.archive !== null) {
    // A program that ended with its turn is what it was; any other agent goes on, with `on_exit: close` too.
    if (worktree !== null && task.agent.oneShot && needsNoWindow(worktree, task)) return null;
    const reason = { cause: 'no window yet', after: last(subject) };
    return before.length === 0 ? null : openWindow(task, { worktree }, reason);
  }
  const window = view.window.value;
  return window === null ? missing(worktree, view.unseen.value, subject) : found(worktree, window, subject);
}

function missing(worktree: OurWorktree, agent: UnseenAgent | null, subject: Subject): Due<OpenWindow> {
  const { task, git, server, strays, reopens } = subject;
  const { claim, stamp } = worktree;
  if (agent?.where === 'job') {
    const isHeld = heldBy(worktree, subject) !== null && !reopens;
    return isHeld
      ? null
      : openWindow(task, { worktree }, { cause: 'its window is gone', after: last(subject) });
  }
  const unseen = agent?.message ?? leftoverOf(task, git, strays);
  if (unseen !== null) return conflict(unseen);
  if (needsNoWindow(worktree, task)) return null;
  const holds = heldBy(worktree, subject);
  if (holds === 'down') return null;
  if (holds !== null && !reopens) return null;
  const isClosed = claim !== null && claim.serverPid === server?.pid && holderOf(claim).serverIsAlive;
  if (!reopens && stamp.hold === null && isClosed) return null; // by hand
  if (isUndelivered(worktree, true)) return undelivered(task);
  const cause = stamp.applied === null ? 'no window yet' : 'its window is gone';
  return openWindow(task, { worktree }, { cause, after: last(subject) });
}

/** Why it stays closed until it changes or is named; null: it need not. */
function heldBy(worktree: OurWorktree, { task, isNamed }: Subject): 'down' | 'closed' | null {
  return isNamed ? null : holdOf(worktree, task);
}

/** Opening a window would deliver a prompt twice, or leave it out: the user decides. */
function undelivered(task: DesiredTask): Hindrance {
  const message = `prompt may not have been delivered: check its worktree; \`pane restart --prompt ${task.name}\` delivers it again`;
  return failed(message);
}

/** A window whose launcher gave up is opened anew, unless something else runs in it by now. */
function found(worktree: OurWorktree, window: TaskWindow, subject: Subject): Due<OpenWindow> {
  const { task, reopens } = subject;
  const { launcher, stamp } = worktree;
  if (heldBy(worktree, subject) === 'down') return null; // `down` is about to close it
  if (isUndelivered(worktree, window.dead)) return undelivered(task);
  const isStopped = launcher?.state === 'stopped';
  const hasFailed =
    isStopped || launcher?.state === 'failed' || (window.dead && launcher?.state !== 'exited');
  if (!hasFailed) return null;
  const hasChanged =
    stamp.applied === null ||
    Object.entries(task.hashes).some(([name, hash]) => differs(stamp.applied?.[name], hash));
  const message = `${failureOf(worktree)}: check the window`;
  if (!reopens && !hasChanged) return isStopped ? null : failed(message);
  const program = hasStopped(launcher) ? null : programIn(window, launcher?.shell);
  if (program !== null) {
    return failed(`${message}, where ${program} runs now; \`pane restart ${task.name}\` ends that too`);
  }
  const reason = { cause: `${failureOf(worktree)}; again`, after: last(subject) };
  return openWindow(task, { worktree, replaces: window.window }, reason);
}
