/**
 * Looks at what is there, and again for a moment where an agent is just about to end: after its window was
 * closed or its server was killed it still needs a few milliseconds, and is no conflict.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { observe } from '../reconcile/observe.ts';
import type { Observed, OurWorktree } from '../reconcile/observed.ts';
import { isOutOfReach } from '../reconcile/runs-unseen.ts';
import { findWindow } from '../reconcile/view.ts';
import type { Project } from './project.ts';

const PATIENCE_MS = 2_000;
const POLL_MS = 50;

function isEnding({ tmux }: Observed, worktree: OurWorktree): boolean {
  const { claim } = worktree;
  if (claim === null || (tmux.asked && findWindow(tmux.value, worktree) !== null)) return false;
  if (claim.liveness === 'elsewhere') return false;
  if (!tmux.asked) return claim.serverIsAlive;
  return claim.liveness === 'alive' && !isOutOfReach(claim, { tmux });
}

function isSettled(observed: Observed): boolean {
  return !observed.git.asked || !observed.git.value.ours.some((worktree) => isEnding(observed, worktree));
}

/** What is there, once nothing is on its way out any more, or has not ended for two seconds. */
export async function observeSettled(project: Project): Promise<Observed> {
  const begun = Date.now();
  let observed = await observe(project.scope, project.worktrees);
  while (!isSettled(observed) && Date.now() - begun < PATIENCE_MS && !project.context.signal.aborted) {
    await delay(POLL_MS);
    observed = await observe(project.scope);
  }
  return observed;
}
