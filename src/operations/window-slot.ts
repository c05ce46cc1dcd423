/**
 * Where a task's window goes in its session: in the order of the file, whenever it is ready. Pure.
 */
import type { ProjectId } from '../ids.ts';
import type { TmuxPane } from '../tmux/panes.ts';
import type { Slot } from '../tmux/windows.ts';

/** Whether a window at this number would move none but ours on: those up to the next free number. */
function movesOnlyOurs(index: number, project: ProjectId, panes: readonly TmuxPane[]): boolean {
  for (let number = index; ; number += 1) {
    const inTheWay = panes.find((pane) => pane.index === number);
    if (inTheWay === undefined) return true;
    if (inTheWay.project !== project) return false;
  }
}

/**
 * Behind the nearest task above it that has a window, else before the nearest one below it. Null: at the first
 * free number, since it has no place, or a window of the user's would get another number by it.
 * @param order the tasks of the file
 * @param panes those of the session
 */
export function slotOf(
  task: string,
  order: readonly string[],
  project: ProjectId,
  panes: readonly TmuxPane[],
): Slot | null {
  const place = order.indexOf(task);
  if (place === -1) return null;
  const windowOf = (name: string) =>
    panes.find((pane) => pane.project === project && pane.kind === 'task' && pane.task === name);
  const above = order.slice(0, place).findLast((name) => windowOf(name) !== undefined);
  const previous = above === undefined ? undefined : windowOf(above);
  if (previous !== undefined)
    return movesOnlyOurs(previous.index + 1, project, panes) ? { after: previous.window } : null;
  const below = order.slice(place + 1).find((name) => windowOf(name) !== undefined);
  const next = below === undefined ? undefined : windowOf(below);
  if (next === undefined) return null;
  const index = next.index - 1;
  if (index >= next.baseIndex && !panes.some((pane) => pane.index === index)) return { index };
  return movesOnlyOurs(next.index, project, panes) ? { before: next.window } : null;
}
