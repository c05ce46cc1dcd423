/**
 * Events of several machines in one order. Pure.
 */

/** An event as a line of JSON. */
export interface Stored {
  /** When it happened by its machine's clock, in milliseconds since 1970. */
  readonly time: number;
  readonly text: string;
}

/** By time, and each machine's in its own order, whatever its clock did meanwhile. */
export function mergeEvents(machines: readonly (readonly Stored[])[]): Stored[] {
  return machines
    .flatMap(rising)
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
}

/** Where a clock was set back, what came later counts as of the same time. Sorting leaves equal ones in their order. */
function rising(events: readonly Stored[]): { readonly at: number; readonly event: Stored }[] {
  let at = Number.NEGATIVE_INFINITY;
  return events.map((event) => {
    at = Math.max(at, event.time);
    return { at, event };
  });
}
