/**
 * Durations as the file writes them: `500ms`, `10s`, `2m`, `1h`. Pure.
 */
import { optional } from './schemas.ts';

const NO_DURATION = 'expected a duration such as 10s, 500ms, 2m or 1h';

const notation = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A timer of Node's goes no further than 596.5 hours: a longer one would fire at once. */
const LONGEST = '596h';
const TOO_LONG = `longer than the longest duration, ${LONGEST} (24 days)`;

/** Milliseconds; null for what is not a duration. */
export function parseDuration(text: string): number | null {
  const match = notation.exec(text);
  const factor = factors[match?.[2] ?? ''];
  if (match === null || factor === undefined) return null;
  return Math.round(Number(match[1]) * factor);
}

/** How far back, in milliseconds, but not beyond 1970; null for what is not a duration. `now`: milliseconds since then. */
export function parseBack(text: string, now: number): number | null {
  const duration = parseDuration(text);
  return duration === null ? null : Math.min(duration, now);
}

function isTooLong(written: string): boolean {
  return milliseconds(written) > milliseconds(LONGEST);
}

/** For `schema` of an entry. */
export const duration = optional((z) =>
  z.string(NO_DURATION).check(
    z.refine((written) => parseDuration(written) !== null, { error: NO_DURATION }),
    z.refine((written) => !isTooLong(written), { error: TOO_LONG }),
  ),
);

/** For `resolve` of an entry: milliseconds. */
export function milliseconds(written: string): number {
  return parseDuration(written) ?? 0;
}
