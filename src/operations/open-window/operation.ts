/**
 * `open-window`: opens the task's window, or starts the launcher anew in a window whose launcher failed. Pure.
 */
import type { Delivery } from '../../agents/launch.ts';
import { type DesiredTask, hasPrompt } from '../../config/desired.ts';
import type { WindowId } from '../../ids.ts';
import type { OurWorktree } from '../../snapshot/observed.ts';
import { type Common, common, type Definition, type Reason } from '../definition.ts';

export interface OpenWindow extends Common<'open-window'> {
  readonly desired: DesiredTask;
  readonly path: string;
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
};

export interface OpenParts {
  /** That it is opened in; null: one that is to be made. */
  readonly worktree: OurWorktree | null;
  readonly path: string;
  readonly replaces?: WindowId | null;
  /** Gives the prompt as the next turn, whether or not it was given before. */
  readonly again?: boolean;
}

export function openWindow(
  desired: DesiredTask,
  { worktree, path, replaces = null, again = false }: OpenParts,
  reason: Reason,
): OpenWindow {
  const delivery = again && hasPrompt(desired) ? 'next' : deliveryOf(worktree, desired);
  return { ...common(definition.kind, desired.name, reason), desired, path, replaces, delivery, again };
}

/**
 * How the prompt is to be given in a worktree that no agent runs in. One that was started with is never given
 * again; one that was claimed is not either, but then the launcher says so.
 */
export function deliveryOf(worktree: OurWorktree | null, task: DesiredTask): Delivery {
  if (!hasPrompt(task) || task.promptHash === null) return 'none';
  if (worktree === null) return 'first';
  const { prompts, stamp } = worktree;
  const record = prompts.get(task.promptHash);
  if (record === 'started') return 'none';
  if (record !== undefined || prompts.size === 0) return 'first';
  // Another prompt than the one that an agent had: only if it was asked for, and did not come that far.
  return stamp.applied?.prompt === task.hashes.prompt ? 'next' : 'none';
}
