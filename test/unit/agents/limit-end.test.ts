import { describe, expect, test } from 'vitest';
import { limitEnd } from '../../../src/agents/limit-end.ts';

const seconds = (iso: string) => Date.parse(iso) / 1000;
/** When it is over, as ISO 8601; `said` in UTC. */
function end(text: string, said = '2026-11-28T12:00:00Z'): string | null {
  const at = limitEnd(text, seconds(said));
  return at === null ? null : new Date(at * 1000).toISOString().replace('.000', '');
}

/** The next time that the machine's clock shows this, after that one. */
function nextAt(hour: number, minute: number, said: number): number {
  const date = new Date(said * 1000);
  date.setHours(hour, minute, 0, 0);
  if (date.getTime() / 1000 <= said) date.setDate(date.getDate() + 1);
  return date.getTime() / 1000;
}

describe('a time from then on', () => {
  test.each([
    ['Rate limit reached for gpt-5.4: Limit 30000, Used 29000. Please try again in 8s.', 8],
    ['Please retry in 8.5s.', 9],
    ['Please try again in 350ms.', 1],
    ['try again in 1m30s', 90],
    ['Try again in 3 hours 20 minutes.', 12_000],
    ['Try again in 2 days, 3 hours and 5 minutes', 183_900],
    ['retry after 20 seconds', 20],
    ['retry-after: 3600', 3600],
    ['"retry_after": 12', 12],
    ['{"type":"usage_limit_reached","resets_in_seconds":3600}', 3600],
    ['{"retryDelay":"8s"}', 8],
    ['Resets in about 5 min', 300],
  ])('%s', (text, after) => {
    expect(limitEnd(text, 1_800_000_000)).toBe(1_800_000_000 + after);
  });
});

describe('a time of its own', () => {
  test.each([
    ['Claude AI usage limit reached|1800000360', 1_800_000_360],
    ['{"resets_at":1800000360}', 1_800_000_360],
    ['resets at 2027-01-15T08:06:00Z', 1_800_000_360],
    ['resets 2027-01-15T09:06:00.5+01:00', 1_800_000_361],
  ])('%s', (text, at) => {
    expect(limitEnd(text, 1_800_000_000)).toBe(at);
  });
});

describe('a time of the clock', () => {
  test('is the next one, in the zone of the machine', () => {
    const text = "You've hit your usage limit. Upgrade to Pro (https://x/y), or try again at 3:45 PM.";
    for (const said of ['2026-11-28T03:10:00Z', '2026-06-01T11:10:00Z', '2026-06-30T22:10:00Z'].map(
      seconds,
    )) {
      expect(limitEnd(text, said)).toBe(nextAt(15, 45, said));
      expect(limitEnd('5h limit: only <1% left · resets at 01:09', said)).toBe(nextAt(1, 9, said));
    }
  });

  test('is not tomorrow where its minute has just begun', () => {
    expect(end('resets 3pm (UTC)', '2026-11-28T15:00:59Z')).toBe('2026-11-28T15:00:00Z');
    expect(end('resets 3pm (UTC)', '2026-11-28T15:01:00Z')).toBe('2026-11-29T15:00:00Z');
  });

  test('has the zone that it names', () => {
    const text = "You've hit your session limit · resets 3pm (Europe/Berlin)";
    expect(end(text)).toBe('2026-11-28T14:00:00Z');
    expect(end(text, '2026-11-28T14:01:00Z')).toBe('2026-11-29T14:00:00Z');
    expect(end('resets 11:30pm (America/New_York)')).toBe('2026-11-29T04:30:00Z');
    expect(end('try again at 15:45 UTC')).toBe('2026-11-28T15:45:00Z');
    expect(end('resets 3pm (Nowhere/At_All)')).toBeNull();
  });

  test('of noon and midnight', () => {
    expect(end('resets 12am (UTC)', '2026-11-28T23:00:00Z')).toBe('2026-11-29T00:00:00Z');
    expect(end('resets 12pm (UTC)', '2026-11-28T11:00:00Z')).toBe('2026-11-28T12:00:00Z');
    expect(end('resets 12:30 a.m. (UTC)', '2026-12-31T23:00:00Z')).toBe('2027-01-01T00:30:00Z');
  });

  test('of another day', () => {
    expect(end("You've hit your weekly limit · resets Dec 2, 3pm (Europe/Berlin)")).toBe(
      '2026-12-02T14:00:00Z',
    );
    expect(end('try again at Dec 2nd, 2026 3:45 PM (UTC).')).toBe('2026-12-02T15:45:00Z');
    expect(end('resets Jan 1, 2027, 3:05am (UTC)')).toBe('2027-01-01T03:05:00Z');
    expect(end('resets Jan 1, 3am (UTC)')).toBe('2027-01-01T03:00:00Z');
    expect(end('resets Nov 27, 3pm (UTC)')).toBeNull();
    expect(end('resets Nix 27, 3pm')).toBeNull();
  });

  test('where the clock is put on: what it does not show is close to what it says', () => {
    // In Berlin 02:30 is left out on 28 March 2027.
    expect(end('resets 2:30am (Europe/Berlin)', '2027-03-27T23:00:00Z')).toBe('2027-03-28T01:30:00Z');
    expect(end('resets 4am (Europe/Berlin)', '2027-03-27T23:00:00Z')).toBe('2027-03-28T02:00:00Z');
  });

  test('where the clock is put back: of two times the second', () => {
    // In Berlin 02:30 comes twice on 25 October 2026, at 00:30 and 01:30 in UTC.
    expect(end('resets 2:30am (Europe/Berlin)', '2026-10-24T22:30:00Z')).toBe('2026-10-25T01:30:00Z');
    expect(end('resets 2:30am (Europe/Berlin)', '2026-10-25T00:45:00Z')).toBe('2026-10-25T01:30:00Z');
    expect(end('resets 4am (Europe/Berlin)', '2026-10-24T22:30:00Z')).toBe('2026-10-25T03:00:00Z');
  });
});

describe('nothing is invented:', () => {
  test.each([
    'API Error: Request rejected (429) · Please try again later.',
    'try again at 3',
    'resets 13pm',
    'resets 25:00',
    'resets 3:75pm',
    'try again at 99999 hours',
    'retry-after: 99999999',
    'Limit 30000, Used 29000, Requested 5000',
    'resets_at":1700000000',
    'resets soon',
    'The limit is 3pm',
    '',
  ])('%s', (text) => {
    expect(end(text)).toBeNull();
  });
});
