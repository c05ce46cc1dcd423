/**
 * How a task's prompt is given. Pure.
 */
import type { Delivery } from '../../agents/launch.ts';
import { type DesiredTask, hasPrompt } from '../../config/desired.ts';
import { requested } from '../../snapshot/request.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';

/**
 * How the prompt is to be given in a worktree that no agent runs in. One that was started with is never given
 * again; one that was claimed is not either, but then the launcher says so.
 */
export function deliveryOf(worktree: OurWorktree | null, task: DesiredTask): Delivery {
  if (!hasPrompt(task) || task.promptHash === null) return 'none';
  if (worktree === null) return 'first';
  const { stamp } = worktree;
  const prompts = requested(worktree.prompts, 'prompts');
  const record = prompts[task.promptHash];
  if (record === 'started') return 'none';
  if (record !== undefined || Object.keys(prompts).length === 0) return 'first';
  // Another prompt than the one that an agent had: only if it was asked for, and did not come that far.
  return stamp.applied?.prompt === task.hashes.prompt ? 'next' : 'none';
}
