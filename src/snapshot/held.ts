/**
 * What keeps a task without a window, and how it gets one. Pure.
 */
import { type DesiredTask, differs, hasPrompt } from '../config/desired.ts';
import { needsNoWindow } from './ended.ts';
import { ifAsked } from './request.ts';
import type { OurWorktree } from './snapshot.ts';

/** What keeps its window closed until its entry changes; null: nothing. */
export function holdOf(
  { stamp: { hold } }: OurWorktree,
  desired: DesiredTask | null,
): 'down' | 'closed' | null {
  return desired === null || hold === null || differs(hold.hash, desired.hash) ? null : hold.reason;
}

/** `up` has nothing to open where no window is needed. */
function wayUp(worktree: OurWorktree, desired: DesiredTask): string {
  if (!needsNoWindow(worktree, desired)) return `\`pane up ${desired.name}\` brings it up`;
  const prompt = desired.agent.oneShot && hasPrompt(desired) ? '--prompt ' : '';
  return `\`pane restart ${prompt}${desired.name}\` starts its agent again`;
}

/** Why it has no window, and gets none without the user; null: nothing keeps it closed. */
export function whyKeptClosed(worktree: OurWorktree, desired: DesiredTask | null): string | null {
  if (desired === null) return null;
  switch (holdOf(worktree, desired)) {
    case 'down':
      return `taken down by name; ${wayUp(worktree, desired)}`;
    case 'closed':
      return 'its window was closed by hand; `pane up` opens it again';
    case null:
      return null;
  }
}

/** Why it has no window where nothing keeps it closed, and the next step. */
export function howLost({ claim }: Pick<OurWorktree, 'claim'>): string {
  if (claim === null) return 'no window; `pane up` opens one';
  const isServerLost = ifAsked(claim.holder)?.serverIsAlive === false;
  return `its window ${isServerLost ? 'was lost with the tmux server' : 'is gone'}; \`pane up\` opens it again`;
}
