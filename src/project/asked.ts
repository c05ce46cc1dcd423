/**
 * For what makes sense only where both git and tmux have answered. Pure.
 */
import { PaneError } from '../errors.ts';
import type { GitSnapshot, Snapshot } from '../snapshot/snapshot.ts';
import type { TmuxServer } from '../tmux/panes.ts';

/** @throws {PaneError} `failed` where one of them could not be asked */
export function assertAsked({ git, tmux }: Pick<Snapshot, 'git' | 'tmux'>): {
  readonly git: GitSnapshot;
  readonly server: TmuxServer | null;
} {
  if (git.known && tmux.known) return { git: git.value, server: tmux.value };
  throw new PaneError('failed', unaskedReasons({ git, tmux })[0] ?? '');
}

/** A sentence for each that did not answer. */
export function unaskedReasons({ git, tmux }: Pick<Snapshot, 'git' | 'tmux'>): string[] {
  return [
    ...(git.known ? [] : [`could not ask git: ${git.reason}`]),
    ...(tmux.known ? [] : [`could not ask tmux: ${tmux.reason}`]),
  ];
}
