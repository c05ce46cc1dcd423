/**
 * What the commands know of the terminal that they write to. Apart from `screen.ts`, of which a quick command needs
 * nothing.
 */

import type { Context } from '../context.ts';
import { type Palette, paletteFor } from '../ui/colour.ts';

export function outPalette(context: Context): Palette {
  return paletteFor(context.stdoutIsTerminal, context.env);
}

export function errPalette(context: Context): Palette {
  return paletteFor(context.stderrIsTerminal, context.env);
}

/** Columns that a table may take; into a pipe nothing is cut. */
export function available(context: Context): number {
  return context.stdoutIsTerminal ? context.columns : Number.POSITIVE_INFINITY;
}
