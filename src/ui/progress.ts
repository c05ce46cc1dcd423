/**
 * Progress, made from events: on a terminal one line that is drawn again in place, elsewhere a line for each operation
 * that is over. Pure, but for what stands in the line: it is given what it writes with.
 */
import type { PaneEvent } from '../events/event.ts';
import type { Palette } from './colour.ts';
import { clearLine } from './line-in-place.ts';
import { formatDoing, formatDone } from './operation.ts';
import { truncate } from './width.ts';

export interface ProgressDisplay {
  /** `from`: the host that it happens on; absent: here. */
  readonly show: (event: PaneEvent, from?: string) => void;
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

/** Over all machines. */
interface Count {
  readonly finished: number;
  readonly total: number;
}

/** What a command does in several runs, as a restore and then the rest, is counted on; `last` is the run at hand. */
interface Source {
  readonly before: number;
  readonly last: Count;
}

function doing({ operation, task }: Begun | Ended, from: string | undefined): string {
  return `${placed(from)}${formatDoing({ kind: operation, task })}`;
}

function placed(from: string | undefined): string {
  return from === undefined ? '' : `${from}: `;
}

/** What was done or failed, as a line of its own; the reasons, and what was skipped, are left to the report. */
function formatOver(
  event: Ended,
  from: string | undefined,
  { finished, total }: Count,
  palette: Palette,
): string {
  const count = palette.dim(`[${finished}/${total}]`);
  if (event.outcome === 'skipped') return '';
  if (event.outcome === 'failed') return `${count} ${palette.red('failed:')} ${doing(event, from)}\n`;
  return `${count} ${placed(from)}${formatDone({ kind: event.operation, task: event.task })}\n`;
}

/** The line in place: the count, then all that runs now. */
function formatRunning(running: Iterable<string>, { finished, total }: Count, columns: number): string {
  // One column stays free: a terminal that wraps at its last column would leave pieces of the line behind.
  return truncate(`[${finished}/${total}] ${[...running].join(', ')}`, columns - 1);
}

export function createProgress({ isTerminal, columns, palette, write }: ProgressOptions): ProgressDisplay {
  const running = new Map<string, string>();
  let drawn = false;
  const sources = new Map<string | undefined, Source>();
  const count = ({ finished, total }: Begun | Ended, from: string | undefined): Count => {
    const { before, last } = sources.get(from) ?? { before: 0, last: { finished: 0, total: 0 } };
    const done = finished < last.finished ? before + last.finished : before;
    sources.set(from, { before: done, last: { finished, total } });
    const sum = (of: 'finished' | 'total'): number =>
      [...sources.values()].reduce((all, source) => all + source.before + source.last[of], 0);
    return { finished: sum('finished'), total: sum('total') };
  };
  const clear = (): void => {
    if (drawn) write(clearLine);
    drawn = false;
  };
  const show = (event: PaneEvent, from?: string): void => {
    if (event.kind !== 'operation-begun' && event.kind !== 'operation-ended') return;
    const counted = count(event, from);
    const id = `${from ?? ''}:${event.operation}:${event.task}`;
    if (event.kind === 'operation-begun') running.set(id, doing(event, from));
    else running.delete(id);
    if (!isTerminal) {
      if (event.kind === 'operation-ended') write(formatOver(event, from, counted, palette));
      return;
    }
    if (running.size === 0) clear();
    else write(`${clearLine}${formatRunning(running.values(), counted, columns)}`);
    drawn = running.size > 0;
  };
  return { show, end: clear };
}
