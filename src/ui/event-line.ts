/**
 * Events as lines for people: what the watcher's window shows. Pure.
 */
import type { PaneEvent } from '../events/event.ts';

type Ended = Extract<PaneEvent, { kind: 'operation-ended' }>;

/** Null: what others did meanwhile is no news. */
function formatEnded({ operation, task, cause, outcome, reason, error, warnings }: Ended): string | null {
  if (reason === 'overtaken') return null;
  const how = outcome === 'done' ? warnings.map((text) => ` (${text})`).join('') : ` ${outcome}: ${error}`;
  return `${operation} ${task}: ${cause}${how}`;
}

/** Without a line break at its end. Null: it has no line. */
export function formatEventLine(event: PaneEvent): string | null {
  switch (event.kind) {
    case 'operation-ended':
      return formatEnded(event);
    case 'hold-begun':
      return event.message;
    case 'notice':
      return event.tasks.length === 0 ? event.message : `${event.tasks.join(', ')}: ${event.message}`;
    case 'watcher-started':
      return `watching ${event.file}`;
    case 'watcher-stopped':
      return { ended: 'stopped', failed: null, lost: event.error }[event.outcome];
    case 'task-state': // the status line shows it
    case 'first-look':
    case 'turn-ended':
    case 'check-ended':
    case 'message-sent':
    case 'operation-begun':
    case 'hold-ended':
      return null;
  }
}
