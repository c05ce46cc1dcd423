/**
 * Progress, made from events: on a terminal one line that is drawn again in place, elsewhere a line for each operation
 * that is over. Pure, but for what stands in the line: it is given what it writes with.
 */
import type { PaneEvent } from '../events/event.ts';
import type { Palette } from './colour.ts';
import { formatDoing, formatDone } from './operation.ts';
import { truncate } from './width.ts';

export interface ProgressDisplay {
  readonly show: (event: PaneEvent) => void;
  /** Takes the line in place away; to be called before anything else is written. */
  readonly end: () => void;
}

export interface ProgressOptions {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly palette: Palette;
  readonly write: (text: string) => void;
}

type Begun = Extract<PaneEvent, { kind: 'operation-begun' }>;
type Ended = Extract<PaneEvent, { kind: 'operation-ended' }>;

const clearLine = '\r\x1b[K';

function doing({ operation, task }: Begun | Ended): string {
  return formatDoing({ kind: operation, task });
}

/** What was done or failed, as a line of its own; the reasons, and what was skipped, are left to the report. */
function formatOver(event: Ended, palette: Palette): string {
  const count = palette.dim(`[${event.finished}/${event.total}]`);
  if (event.outcome === 'skipped') return '';
  if (event.outcome === 'failed') return `${count} ${palette.red('failed:')} ${doing(event)}\n`;
  return `${count} ${formatDone({ kind: event.operation, task: event.task })}\n`;
}

/** The line in place: the count, then all that runs now. */
function formatRunning(
  running: Iterable<string>,
  { finished, total }: Begun | Ended,
  columns: number,
): string {
  // One column stays free: a terminal that wraps at its last column would leave pieces of the line behind.
  return truncate(`[${finished}/${total}] ${[...running].join(', ')}`, columns - 1);
}

export function createProgress({ isTerminal, columns, palette, write }: ProgressOptions): ProgressDisplay {
  const running = new Map<string, string>();
  let drawn = false;
  let before = 0;
  let last = 0;
  /** What a command does in several runs, as a restore and then the rest, is counted on. */
  const counted = <Event extends Begun | Ended>(event: Event): Event => {
    if (event.finished < last) before += last;
    last = event.finished;
    return { ...event, finished: before + event.finished, total: before + event.total };
  };
  const clear = (): void => {
    if (drawn) write(clearLine);
    drawn = false;
  };
  const show = (told: PaneEvent): void => {
    if (told.kind !== 'operation-begun' && told.kind !== 'operation-ended') return;
    const event = counted(told);
    const id = `${event.operation}:${event.task}`;
    if (event.kind === 'operation-begun') running.set(id, doing(event));
    else running.delete(id);
    if (!isTerminal) {
      if (event.kind === 'operation-ended') write(formatOver(event, palette));
      return;
    }
    if (running.size === 0) clear();
    else write(`${clearLine}${formatRunning(running.values(), event, columns)}`);
    drawn = running.size > 0;
  };
  return { show, end: clear };
}
