/**
 * `events`: what happened in the project, and with `follow` what happens, one after the other.
 */

import type { Context } from '../context.ts';
import { parseEvent, type RecordedEvent, tasksOf } from '../events/event.ts';
import { eventParts } from '../events/log.ts';
import { type GrowingLog, openGrowingLog } from '../logs/growing-log.ts';
import { pause, poll } from '../poll.ts';
import { openAsApplied } from '../project/open-as-applied.ts';
import type { ProjectOptions } from '../project/types.ts';

const POLL_MS = 100;

export interface EventsRequest extends ProjectOptions {
  /** Only events of these tasks, whether there are such tasks or not; empty: all events. */
  readonly tasks: readonly string[];
  /** Goes on until it is interrupted. */
  readonly follow: boolean;
  /** Only those with a higher number. */
  readonly after: number;
  /** Only those from this time on, in milliseconds since 1970. */
  readonly from: number;
}

function isMeant(event: RecordedEvent, { tasks, after, from }: EventsRequest): boolean {
  const isOfThese = tasks.length === 0 || tasksOf(event).some((task) => tasks.includes(task));
  return isOfThese && event.seq > after && Date.parse(event.time) >= from;
}

/** What was added since the last call. Pieces are cut anywhere: a line that is not finished waits for its rest. */
function lineReader(log: GrowingLog): () => AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  return async function* () {
    for await (const piece of log.read()) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  };
}

/** Oldest first; what the file holds that is no event is passed over. */
export async function* events(context: Context, request: EventsRequest): AsyncGenerator<RecordedEvent> {
  const { scope } = await openAsApplied(context, request);
  const { signal } = context;
  const goesOn = async (): Promise<boolean> => {
    if (!request.follow) return false;
    await pause(POLL_MS, signal);
    return !signal.aborted;
  };
  const parts = eventParts({ common: scope.repository.common, projectId: scope.projectId });
  const open = () => openGrowingLog(parts, null);
  const log = await poll({ everyMs: POLL_MS, signal }, open, (found) => found !== null || !request.follow);
  if (log === null) return;
  const newLines = lineReader(log);
  try {
    do {
      for await (const line of newLines()) {
        const event = parseEvent(line);
        if (event !== null && isMeant(event, request)) yield event;
        if (signal.aborted) return;
      }
    } while (await goesOn());
  } finally {
    await log.close();
  }
}
