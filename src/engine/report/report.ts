/**
 * `report`: what became of the tasks in the last hours, from the events of the project and from what is there now.
 */
import type { Context } from '../../context.ts';
import type { RecordedEvent } from '../../events/event.ts';
import { openAsApplied } from '../../project/open-as-applied.ts';
import type { ProjectOptions } from '../../project/types.ts';
import { lastWatched } from '../../project/watcher/watcher-note.ts';
import { events } from '../events.ts';
import { status } from '../status/status.ts';
import { type Summary, summarize } from './summary.ts';

/** `report --json`. */
export interface NightReport extends Summary {
  readonly project: string;
  /** Hosts that could not be asked; absent: the project has none. */
  readonly unasked?: readonly string[];
}

export interface ReportRequest extends ProjectOptions {
  /** Only these, whether they are still there or not; empty: all. */
  readonly tasks: readonly string[];
  /** How far back, in milliseconds. */
  readonly since: number;
}

export async function report(context: Context, request: ReportRequest): Promise<NightReport> {
  const { file, tasks, since } = request;
  const now = await status(context, { file, tasks: [], long: true });
  const watchedUntil = lastWatched(await openAsApplied(context, { file }));
  const told: RecordedEvent[] = [];
  const all = { file, tasks: [], follow: false, after: 0, from: 0 };
  for await (const event of events(context, all)) told.push(event);
  const to = Date.now();
  return {
    project: now.project,
    ...summarize({
      events: told,
      now: [...now.tasks, ...now.orphans],
      only: tasks.length === 0 ? null : new Set(tasks),
      time: { from: to - since, to },
      watchedUntil: watchedUntil === 'now' ? to : watchedUntil,
    }),
  };
}
