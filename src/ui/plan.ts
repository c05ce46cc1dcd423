/**
 * A plan as text. Pure.
 */
import type { PlanResult } from '../engine/plan.ts';
import { definitionOf, detailOf, type Operation } from '../operations/kinds.ts';
import type { Plan } from '../plan/notice.ts';
import type { Palette } from './colour.ts';
import { formatNotices } from './operation.ts';
import { formatBytes, formatCount } from './quantity.ts';
import { formatQueue } from './queue.ts';
import { formatTable } from './table.ts';

/** Where it happens, or how much it is; branch and base stand in the cause. */
function detail(operation: Operation, copyBytes: ReadonlyMap<string, number>): string {
  const bytes = copyBytes.get(operation.id);
  return bytes === undefined ? detailOf(operation) : formatBytes(bytes);
}

function whoCarriesOut({ notices }: Plan): string {
  return notices.some(({ kind }) => kind === 'untrusted')
    ? '`pane up` applies what is approved'
    : '`pane up` applies them';
}

/**
 * The plan for the user's eyes.
 * @param available columns of the terminal; Infinity: nothing is cut
 */
export function describePlan(
  { plan, queue, copyBytes: sizes }: Omit<PlanResult, 'project'>,
  palette: Palette,
  available: number,
): string {
  const copyBytes = new Map(Object.entries(sizes));
  const columns = [
    { header: 'OPERATION', min: 16, rank: 3 },
    { header: 'TASK', min: 8, rank: 4 },
    { header: 'WHY', min: 12, rank: 2 },
    { header: 'DETAIL', min: 12, rank: 1 },
  ];
  const rows = plan.operations.map((operation) => [
    { text: operation.kind, paint: definitionOf(operation.kind).makesRoom ? palette.yellow : palette.green },
    { text: operation.task, paint: palette.bold },
    { text: operation.cause },
    { text: detail(operation, copyBytes), paint: palette.dim },
  ]);
  const told = plan.notices.filter(({ kind }) => queue === null || kind !== 'queued'); // those have rows of their own
  const notices = formatNotices(told, palette).map((line) => `${line}\n`);
  const count =
    rows.length === 0
      ? 'Nothing to do.\n'
      : `${formatCount(rows.length, 'operation')}; ${whoCarriesOut(plan)}.\n`;
  return (
    (rows.length === 0 ? '' : formatTable(columns, rows, available, palette.dim)) +
    (queue === null ? '' : formatQueue(queue, palette, available)) +
    notices.join('') +
    count
  );
}
