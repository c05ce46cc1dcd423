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

/** When it gave the last one, Unix time in seconds. */
function lastSign({ window }: Pick<JoinedTask, 'window'>, since: number | null): number {
  const shown = orNull(window);
  const main = shown?.panes.find(({ pane }) => pane === shown.main);
  return Math.max(since ?? 0, main?.reportedAt ?? 0, main?.drawnAt ?? 0);
}

/** When it will have given none for too long, Unix time in whole seconds, perhaps past; null: it is not at work. */
export function stallOf(task: Pick<JoinedTask, 'desired' | 'window'>, { state, since }: Told): number | null {
  const { desired } = task;
  if (state !== 'working' || desired === null) return null;
  return lastSign(task, since) + Math.ceil(desired.stallAfterMs / 1000);
}

/** When it gave the last sign, where that is too long ago; null: it is not. Unix times in seconds. */
export function stalledSince(
  task: Pick<JoinedTask, 'desired' | 'window'>,
  told: Told,
  now: number,
): number | null {
  const at = stallOf(task, told);
  return at === null || at > now ? null : lastSign(task, told.since);
}

/** What is told of that; null: nothing. */
export function stallMessage(
  task: Pick<JoinedTask, 'desired' | 'window'>,
  told: Told,
  now: number,
): string | null {
  const since = stalledSince(task, told, now);
  if (since === null) return null;
  const seconds = now - since;
  return `no sign for ${seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`}`;
}
