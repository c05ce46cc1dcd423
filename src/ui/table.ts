/**
 * A table that fits its terminal. Pure: rows in, lines out.
 */
import type { Paint } from './colour.ts';
import { printable } from './printable.ts';
import { pad, truncate, width } from './width.ts';

export interface Column {
  readonly header: string;
  /** The width, in columns of the terminal, that it is not cut below. */
  readonly min: number;
  /** What is left out first where even the minima don't fit: the lowest. The first column always stays. */
  readonly rank: number;
}

export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

interface Laid {
  readonly column: Column;
  readonly cells: readonly Cell[];
  width: number;
}

const gap = '  ';

/** The columns with their cells and natural widths; one with nothing in any row is left out. */
function lay(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Laid[] {
  return columns
    .map((column, index) => {
      const cells = rows.map((row) => ({ ...row[index], text: printable(row[index]?.text ?? '') }));
      const widths = cells.map((cell) => width(cell.text));
      return { column, cells, width: Math.max(width(column.header), ...widths) };
    })
    .filter((laid, index) => index === 0 || laid.cells.some((cell) => cell.text !== ''));
}

function sum(columns: readonly Laid[], widthOf: (laid: Laid) => number): number {
  return columns.reduce((total, laid) => total + widthOf(laid), gap.length * (columns.length - 1));
}

function minimum(laid: Laid): number {
  return Math.min(laid.width, laid.column.min);
}

/** Leaves columns out until the minima fit, then cuts from the right until everything does. */
function shrink(columns: readonly Laid[], available: number): Laid[] {
  const kept = [...columns];
  while (kept.length > 1 && sum(kept, minimum) > available) {
    const ranks = kept.slice(1).map((laid) => laid.column.rank);
    kept.splice(1 + ranks.indexOf(Math.min(...ranks)), 1);
  }
  for (const laid of [...kept].reverse()) {
    const excess = sum(kept, (one) => one.width) - available;
    if (excess > 0) laid.width = Math.max(minimum(laid), laid.width - excess);
  }
  return kept;
}

/**
 * The lines of the table, each ended by a line break.
 * @param available columns of the terminal; Infinity: nothing is cut
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  available: number,
  header: Paint,
): string {
  const kept = shrink(lay(columns, rows), available);
  const line = (cellOf: (laid: Laid) => Cell): string =>
    kept
      .map((laid, index) => {
        const { text, paint } = cellOf(laid);
        const cut = truncate(text, laid.width);
        const filling = index === kept.length - 1 ? '' : pad(cut, laid.width).slice(cut.length);
        return (paint?.(cut) ?? cut) + filling;
      })
      .join(gap)
      .trimEnd();
  const head = line((laid) => ({ text: laid.column.header, paint: header }));
  const body = rows.map((_, row) => line((laid) => laid.cells[row] ?? { text: '' }));
  return [head, ...body].map((text) => `${text}\n`).join('');
}
