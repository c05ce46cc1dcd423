/**
 * What is left of a task's former worktree that git no longer knows: an agent that still runs there would be a second one
 * beside the new worktree's, on the same prompt. Pure.
 */

import type { DesiredTask } from '../config/desired.ts';
import type { TmuxPane } from '../tmux/panes.ts';
import type { GitSnapshot } from './snapshot.ts';

/** `strays`: of `strayPanes`. A sentence with the way out; null: nothing is left, as far as is known. */
export function leftoverOf(
  task: DesiredTask,
  git: Pick<GitSnapshot, 'leftovers'>,
  strays: readonly TmuxPane[],
): string | null {
  const stray = strays.find((pane) => pane.task === task.name && !pane.dead);
  if (stray !== undefined) {
    const { window, program } = stray;
    return `its former worktree was removed, but ${program} still runs for it in window ${window}: check the window, end it with \`tmux kill-window -t '${window}'\`, then run \`pane up ${task.name}\``;
  }
  const processes = git.leftovers[task.worktree] ?? [];
  if (processes.length === 0) return null;
  const names = processes.map(({ pid, name }) => `${name} (${pid})`).join(', ');
  const pids = processes.map(({ pid }) => pid).join(' ');
  return `its former worktree was removed, but these processes still run for it: ${names}. End them with \`kill ${pids}\`, then run \`pane up ${task.name}\``;
}
