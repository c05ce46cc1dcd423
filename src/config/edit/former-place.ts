/**
 * Where a task stood in its file, by its neighbours: they may have changed when it comes back. Pure.
 */

export interface Former {
  /** Names of the tasks above it, the nearest one first. */
  readonly above?: readonly string[] | undefined;
  readonly below?: readonly string[] | undefined;
  /** The comments above it stayed in the file. */
  readonly commentsStayed?: boolean | undefined;
}

export const NOWHERE: Former = {};

/** The index to insert at: beside the nearest former neighbour, the one above before the one below; else the end. */
export function placeAmong(names: readonly (string | null)[], { above = [], below = [] }: Former): number {
  for (let distance = 0; distance < Math.max(above.length, below.length); distance += 1) {
    const upper = names.indexOf(above[distance] ?? '');
    if (upper !== -1) return upper + 1;
    const lower = names.indexOf(below[distance] ?? '');
    if (lower !== -1) return lower;
  }
  return names.length;
}
