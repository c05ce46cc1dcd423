/**
 * An agent that works and gives no sign of it: nothing is drawn in its window, and nothing reported. Pure.
 */
import type { JoinedTask } from './joined.ts';
import { orNull } from './known.ts';
import type { TaskState } from './status.ts';

/** What an agent does, and since when in Unix time in seconds. */
interface Told {
  readonly state: TaskState;
  readonly since: number | null;
}

/** When it will have given no sign for too long, Unix time in seconds, perhaps past; null: it is not at work. */
export function stallOf({ desired, window }: JoinedTask, { state, since }: Told): number | null {
  if (state !== 'working' || desired === null) return null;
  const shown = orNull(window);
  const main = shown?.panes.find(({ pane }) => pane === shown.main);
  const sign = Math.max(since ?? 0, main?.reportedSince ?? 0, main?.drawnAt ?? 0);
  return sign + desired.stallAfterMs / 1000;
}
