/**
 * Progress of `apply`: on a terminal one line that is drawn again in place, elsewhere a line for each
 * operation that is over. State in, text out; the caller writes it to stderr.
 */
import type { ProgressEvent } from '../project/types.ts';
import type { Palette } from './colour.ts';
import { formatDoing, formatDone } from './operation.ts';
import { truncate } from './width.ts';

export interface ProgressDisplay {
  readonly report: (event: ProgressEvent) => void;
  /** Takes the line in place away; to be called before anything else is written. */
  readonly end: () => void;
}

export interface ProgressOptions {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly palette: Palette;
  readonly write: (text: string) => void;
}

const clearLine = '\r\x1b[K';

/** What was done or failed, as a line of its own; the reasons, and what was skipped, are left to the report. */
function formatOver({ operation, outcome, finished, total }: ProgressEvent, palette: Palette): string {
  const count = palette.dim(`[${finished}/${total}]`);
  if (outcome?.outcome === 'skipped') return '';
  if (outcome?.outcome === 'failed') return `${count} ${palette.red('failed:')} ${formatDoing(operation)}\n`;
  return `${count} ${formatDone(operation)}\n`;
}

/** The line in place: the count, then all that runs now. */
function formatRunning(
  running: Iterable<string>,
  { finished, total }: ProgressEvent,
  columns: number,
): string {
  // One column stays free: a terminal that wraps at its last column would leave pieces of the line behind.
  return truncate(`[${finished}/${total}] ${[...running].join(', ')}`, columns - 1);
}

export function createProgress({ isTerminal, columns, palette, write }: ProgressOptions): ProgressDisplay {
  const running = new Map<string, string>();
  let drawn = false;
  const clear = (): void => {
    if (drawn) write(clearLine);
    drawn = false;
  };
  const report = (event: ProgressEvent): void => {
    if (event.outcome === null) running.set(event.operation.id, formatDoing(event.operation));
    else running.delete(event.operation.id);
    if (!isTerminal) {
      if (event.outcome !== null) write(formatOver(event, palette));
      return;
    }
    if (running.size === 0) clear();
    else write(`${clearLine}${formatRunning(running.values(), event, columns)}`);
    drawn = running.size > 0;
  };
  return { report, end: clear };
}
