/**
 * The queue as text: a row for each task that is at work, begins now or waits. Pure.
 */
import type { QueueView, WorkingTask } from '../plan/queue-view.ts';
import type { Palette } from './colour.ts';
import { type Cell, formatTable } from './table.ts';

const columns = [
  { header: 'QUEUE', min: 7, rank: 3 },
  { header: 'TASK', min: 8, rank: 4 },
  { header: 'STATE', min: 8, rank: 2 },
  { header: 'WHY', min: 12, rank: 1, wraps: true },
] as const;

/** `counts until 14:05`, by the clock of this machine. */
function whyOf({ until, message }: WorkingTask): string {
  const clock = until === null ? '' : `counts until ${new Date(until).toTimeString().slice(0, 5)}`;
  return [clock, message ?? ''].filter((part) => part !== '').join('; ');
}

/** Nothing where no task waits. */
export function formatQueue(queue: QueueView, palette: Palette, available: number): string {
  if (queue.waiting.length === 0) return '';
  const row = (place: string, task: string, state: string, why: string): Cell[] => [
    { text: place, paint: palette.dim },
    { text: task, paint: palette.bold },
    { text: state },
    { text: why, paint: palette.dim },
  ];
  const rows = [
    ...queue.atWork.map((each) => row('at work', each.task, each.state, whyOf(each))),
    ...queue.begins.map((task) => row('now', task, 'pending', 'it is its turn')),
    ...queue.waiting.map(({ place, task, reason }) => row(String(place), task, 'queued', reason)),
  ];
  return formatTable(columns, rows, available, palette.dim);
}
