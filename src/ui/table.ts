/**
 * A table that fits its terminal. Pure: rows in, lines out.
 */
import type { Paint } from './colour.ts';
import { printable } from './printable.ts';
import { pad, truncate, width, wrap } from './width.ts';

export interface Column {
  readonly header: string;
  /** The width, in columns of the terminal, that it is not cut below. */
  readonly min: number;
  /** What is left out first where even the minima don't fit: the lowest. The first column always stays. */
  readonly rank: number;
  /** Header of a column further left: with the same in every row this one says nothing new, and is left out. */
  readonly repeats?: string;
  /** For the last column: where not all of it fits, it stands below its row, in as many lines as it needs. */
  readonly wraps?: true;
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

/** The columns with their cells and natural widths; one with nothing new in any row is left out. */
function lay(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Laid[] {
  const all = columns.map((column, index) => {
    const cells = rows.map((row) => ({ ...row[index], text: printable(row[index]?.text ?? '') }));
    const widths = cells.map((cell) => width(cell.text));
    return { column, cells, width: Math.max(width(column.header), ...widths) };
  });
  return all.filter(
    (laid, index) => index === 0 || (laid.cells.some(({ text }) => text !== '') && !isRepeated(laid, all)),
  );
}

function isRepeated({ column, cells }: Laid, all: readonly Laid[]): boolean {
  const other = all.find((each) => each.column.header === column.repeats);
  return other !== undefined && cells.every(({ text }, row) => text === other.cells[row]?.text);
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

function linesBelow(cell: Cell | undefined, available: number): string[] {
  if (cell === undefined || cell.text === '') return [];
  return wrap(cell.text, available - gap.length).map((text) => gap + (cell.paint?.(text) ?? text));
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
  const laid = lay(columns, rows);
  const last = laid.at(-1);
  const isTooWide = laid.length > 1 && sum(laid, (one) => one.width) > available;
  const below = isTooWide && last?.column.wraps ? last : null;
  const kept = shrink(below === null ? laid : laid.slice(0, -1), available);
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
  const body = rows.flatMap((_, row) => [
    line((laid) => laid.cells[row] ?? { text: '' }),
    ...linesBelow(below?.cells[row], available),
  ]);
  return [head, ...body].map((text) => `${text}\n`).join('');
}
