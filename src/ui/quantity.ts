/**
 * Numbers for readers: ages, sizes, counts. Pure.
 */

const sizes = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes with three digits at most, in powers of 1000 as `du --si` counts: `812 B`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < sizes.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${sizes[unit]}`;
}

/** The time from `since` (ISO 8601) to `now` (ms since 1970) in its largest unit: `12s`, `3m`, `5h`, `2d`; empty if not known. */
export function formatAge(since: string | null, now: number): string {
  const start = since === null ? Number.NaN : Date.parse(since);
  if (Number.isNaN(start)) return '';
  const seconds = Math.max(0, Math.floor((now - start) / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** How long something took: `0.4 s`, `34 s`, `12 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  return seconds < 119.5 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

const units = [
  { size: 86_400, unit: 'd' },
  { size: 3600, unit: 'h' },
  { size: 60, unit: 'm' },
  { size: 1, unit: 's' },
] as const;

/** A length of time in its two largest units: `12s`, `3m 5s`, `2h`, `1d 3h`. */
export function formatSpan(seconds: number): string {
  const largest = units.findIndex(({ size }) => seconds >= size);
  if (largest === -1) return '0s';
  let rest = seconds;
  const counted = units.slice(largest, largest + 2).map(({ size, unit }) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { count, unit };
  });
  return counted
    .filter(({ count }) => count > 0)
    .map(({ count, unit }) => `${count}${unit}`)
    .join(' ');
}

/** `1 window`, `3 windows`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
