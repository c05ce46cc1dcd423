/**
 * The list of archives that `restore` without a task prints. Pure.
 */
import type { ArchivedStatus } from '../snapshot/status.ts';
import type { Palette } from './colour.ts';
import { formatAge } from './quantity.ts';
import { formatTable } from './table.ts';

/** @param now ms since 1970  @param available columns of the terminal; Infinity: nothing is cut */
export function formatArchived(
  archived: readonly ArchivedStatus[],
  now: number,
  palette: Palette,
  available: number,
): string {
  if (archived.length === 0) return 'No archives.\n';
  const columns = [
    { header: 'TASK@ID', min: 20, rank: 4 },
    { header: 'HOST', min: 4, rank: 5 },
    { header: 'BRANCH', min: 10, rank: 2 },
    { header: 'AGE', min: 4, rank: 3 },
    { header: 'PATH', min: 16, rank: 1 },
  ];
  const rows = archived.map((one) => [
    { text: `${one.task}@${one.id}`, paint: palette.bold },
    { text: one.host ?? '' },
    { text: one.branch ?? '(detached)' },
    { text: formatAge(one.archivedAt, now) },
    { text: one.path, paint: palette.dim },
  ]);
  return `${formatTable(columns, rows, available, palette.dim)}\`pane restore TASK[@ID]\` restores one.\n`;
}
