/**
 * Durations as the file writes them: `500ms`, `10s`, `2m`, `1h`. Pure.
 */
import { optional } from './schemas.ts';

const NO_DURATION = 'expected a duration such as 10s, 500ms, 2m or 1h';

const notation = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Longer ones overflow a timer of Node, which would then fire at once. */
const longest = 2 ** 31 - 1;

/** Milliseconds; null for what is not a duration, or longer than a timer can wait (24 days). */
export function parseDuration(text: string): number | null {
  const match = notation.exec(text);
  const factor = factors[match?.[2] ?? ''];
  if (match === null || factor === undefined) return null;
  const duration = Math.round(Number(match[1]) * factor);
  return duration <= longest ? duration : null;
}

/** For `schema` of an entry. */
export const duration = optional((z) =>
  z.string(NO_DURATION).check(z.refine((written) => parseDuration(written) !== null, { error: NO_DURATION })),
);

/** For `resolve` of an entry: milliseconds. */
export function milliseconds(written: string): number {
  return parseDuration(written) ?? 0;
}
