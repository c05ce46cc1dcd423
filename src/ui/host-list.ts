/**
 * `pane hosts` as text. Pure.
 */
import type { HostLine } from '../engine/hosts/hosts.ts';
import type { Palette } from './colour.ts';
import { type Column, formatTable } from './table.ts';

const columns: readonly Column[] = [
  { header: 'HOST', min: 6, rank: 9 },
  { header: 'STATE', min: 9, rank: 8 },
  { header: 'RUNNING', min: 7, rank: 7 },
  { header: 'LOAD', min: 7, rank: 5 },
  { header: 'PANE', min: 5, rank: 4 },
  { header: 'NODE', min: 5, rank: 3 },
  { header: 'GIT', min: 5, rank: 2 },
  { header: 'TMUX', min: 4, rank: 1 },
  { header: 'MESSAGE', min: 10, rank: 6, wraps: true },
];

export function formatHostList(hosts: readonly HostLine[], palette: Palette, available: number): string {
  if (hosts.length === 0) return 'The file has no hosts.\n';
  const rows = hosts.map(({ name, reachable, running, tasks, about, pane, message }) => [
    { text: name, paint: palette.bold },
    reachable ? { text: 'reachable', paint: palette.green } : { text: 'unknown', paint: palette.yellow },
    { text: running === null ? '' : `${running} of ${tasks}` },
    { text: about === null ? '' : `${about.load.toFixed(1)}/${about.processors}` },
    { text: pane ?? '' },
    { text: about?.node ?? '' },
    { text: about?.git ?? '' },
    { text: about?.tmux ?? '' },
    { text: message ?? '', paint: palette.dim },
  ]);
  return formatTable(columns, rows, available, palette.dim);
}
