import { describe, expect, test } from 'vitest';
import { pause, poll, tryAgain } from '../../src/poll.ts';

describe('polling', () => {
  test('looks at once, and again until it is done', async () => {
    const waited: number[] = [];
    const seen = await poll(
      { everyMs: 2 },
      (ms) => waited.push(ms) && waited.length,
      (count) => count === 3,
    );
    expect(seen).toBe(3);
    expect(waited).toEqual(waited.toSorted((a, b) => a - b));
  });

  test('gives up when the time is over, and looks once even if there is none', async () => {
    let looks = 0;
    const look = () => {
      looks += 1;
      return false;
    };
    expect(await poll({ everyMs: 1, limitMs: 0 }, look)).toBe(false);
    expect(looks).toBe(1);
    // The last pause is no longer than what is left.
    expect(await poll({ everyMs: 60_000, limitMs: 5 }, look)).toBe(false);
  });

  test('ends with what it saw last when it is interrupted', async () => {
    const stop = new AbortController();
    let looks = 0;
    const seen = poll({ everyMs: 60_000, signal: stop.signal }, () => {
      looks += 1;
      return null;
    });
    stop.abort();
    expect([await seen, looks]).toEqual([null, 1]);
    await pause(60_000, stop.signal);
  });
});

describe('trying again', () => {
  const failing = (failures: number) => {
    let attempts = 0;
    return async () => {
      attempts += 1;
      if (attempts <= failures) throw new Error(`attempt ${attempts}`);
      return attempts;
    };
  };
  const rhythm = { times: 3, everyMs: 1 };

  test('is done as often as it may be, for errors that pass', async () => {
    expect(await tryAgain(rhythm, failing(2), () => true)).toBe(3);
    await expect(tryAgain(rhythm, failing(3), () => true)).rejects.toThrow('attempt 3');
    await expect(tryAgain(rhythm, failing(2), () => false)).rejects.toThrow('attempt 1');
  });
});
