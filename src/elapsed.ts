/**
 * How much time has passed by the clock of the machine, which may be put back: what was noted before lies in the future
 * then, and nothing may wait until the clock gets there. Pure.
 */

/** What is noted by another program may be a little newer than the look that finds it. */
const AHEAD_SECONDS = 60;

/** Seconds since `then`, both Unix times in seconds. Where the clock was put back since: as long as can be. */
export function secondsSince(then: number, now: number): number {
  const seconds = now - then;
  return seconds < -AHEAD_SECONDS ? Number.POSITIVE_INFINITY : seconds;
}
