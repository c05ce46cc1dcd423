/**
 * For what makes sense only where both git and tmux have answered. Pure.
 */
import { PaneError } from '../errors.ts';
import type { GitObserved, Observed } from '../snapshot/observed.ts';
import type { TmuxServer } from '../tmux/panes.ts';

/** @throws {PaneError} `failed` where one of them could not be asked */
export function assertAsked({ git, tmux }: Pick<Observed, 'git' | 'tmux'>): {
  readonly git: GitObserved;
  readonly server: TmuxServer | null;
} {
  if (git.known && tmux.known) return { git: git.value, server: tmux.value };
  const [reason = ''] = [git, tmux].flatMap((part) => (part.known ? [] : [part.reason]));
  throw new PaneError('failed', `could not be asked: ${reason}`);
}
