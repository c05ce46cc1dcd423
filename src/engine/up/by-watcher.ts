/**
 * What the watcher did of an edit before `up` could, only to tell of it: an `up` that finds nothing to do looks as if it had
 * passed the edit over.
 */
import { parseEvent, type RecordedEvent } from '../../events/event.ts';
import { eventParts } from '../../events/log.ts';
import { readIfThere } from '../../git/small-file.ts';
import type { Kind } from '../../operations/kinds.ts';
import { readWatcher } from '../../project/watcher/watcher-note.ts';
import type { Begun } from './begun.ts';

/** These `up` leaves to the watcher. */
const WATCHERS_OWN: readonly Kind[] = ['restart-agent', 'start-check'];

type Ended = Extract<RecordedEvent, { kind: 'operation-ended' }>;

/** The kinds of what it carried out for these tasks since the file was `edited`, in milliseconds since 1970. */
export function doneByWatcher({ project, tasks }: Pick<Begun, 'project' | 'tasks'>, edited: number): Kind[] {
  const { scope } = project;
  const pid = readWatcher(project)?.pid;
  if (pid === undefined) return [];
  const isMeant = ({ task }: Ended): boolean => tasks === null || [...tasks].some((name) => name === task);
  const { newest } = eventParts({ common: scope.repository.common, projectId: scope.projectId });
  return endedSince(readIfThere(newest) ?? '', edited)
    .filter((event) => event.pid === pid && event.outcome === 'done' && isMeant(event))
    .map(({ operation }) => operation)
    .filter((kind) => !WATCHERS_OWN.includes(kind));
}

/** Of the text of the newer file; where that was begun meanwhile, without what is in the older one. */
function endedSince(text: string, from: number): Ended[] {
  const ended: Ended[] = [];
  for (const line of text.trimEnd().split('\n').reverse()) {
    const event = parseEvent(line);
    if (event === null) continue;
    if (Date.parse(event.time) < from) break;
    if (event.kind === 'operation-ended') ended.unshift(event);
  }
  return ended;
}
