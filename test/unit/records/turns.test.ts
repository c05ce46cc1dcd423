import { describe, expect, test } from 'vitest';
import { formatTurns, parseTurns, type SeenTurn, turnsAfter } from '../../../src/records/turns.ts';

/** What is written after something was seen; the agent was launched at 100. */
function written(before: string, state: SeenTurn['state'], since: number, now = since): string | null {
  const turns = turnsAfter(parseTurns(before), { state, since, now, launchedAt: 100 });
  return turns === null ? null : formatTurns(turns);
}

test('what was written is read', () => {
  expect(parseTurns('done 12 1700000000\n')).toEqual({ state: 'done', ended: 12, at: 1_700_000_000 });
  expect(parseTurns('limited 1 2 30\n')).toEqual({ state: 'limited', ended: 1, at: 2, until: 30 });
  for (const text of ['', 'done', 'done x 1', 'over 1 1', 'open 1 1 1', 'open 1 -1', 'limited 1 2 x']) {
    expect(parseTurns(text)).toBeNull();
  }
});

test('what an agent said of the error that ended its turn is judged', () => {
  const turn = { ended: 1, at: 1_700_000_000 };
  const read = (fault: string) => parseTurns(`failed 1 1700000000 ${fault}\n`);
  expect(read('rate_limit Limit reached, try again in 8s')).toEqual({
    ...turn,
    state: 'limited',
    until: 1_700_000_008,
  });
  expect(read('overloaded ')).toEqual({ ...turn, state: 'limited' });
  expect(read(' 401 Unauthorized')).toEqual({
    ...turn,
    state: 'failed',
    failure: { activity: 'waiting', message: 'needs login: 401 Unauthorized' },
  });
  expect(read('unknown 7')).toMatchObject({ failure: { activity: 'stuck', message: 'turn failed: 7' } });
});

describe('what somebody saw of a turn', () => {
  test('begins it', () => {
    expect(written('', 'open', 120)).toBe('open 0 120\n');
    expect(written('done 3 110', 'open', 120)).toBe('open 3 120\n');
    expect(written('failed 3 110', 'open', 110)).toBe('open 3 110\n');
  });

  test('ends it, and counts it only if it ended well', () => {
    expect(written('open 3 110', 'done', 120)).toBe('done 4 120\n');
    expect(written('open 3 110', 'failed', 120)).toBe('failed 3 120\n');
  });

  test('ends it with the error that its screen shows, which is read as it was', () => {
    for (const failure of [
      { activity: 'stuck', message: 'turn failed: no such model' },
      { activity: 'waiting', message: 'needs login: 401 Unauthorized' },
    ] as const) {
      const turns = turnsAfter(parseTurns('open 3 110'), {
        ...{ state: 'failed', since: 120, now: 120, launchedAt: 100 },
        failure,
      });
      expect(turns).toEqual({ state: 'failed', ended: 3, at: 120, failure });
      expect(turns === null ? null : parseTurns(formatTurns(turns))).toEqual(turns);
    }
  });

  test('changes nothing a second time, or where it is older', () => {
    expect(written('open 3 110', 'open', 120)).toBeNull();
    expect(written('done 3 110', 'done', 120)).toBeNull();
    expect(written('failed 3 110', 'done', 120)).toBeNull();
    expect(written('', 'done', 120)).toBeNull();
    expect(written('done 3 110', 'open', 109, 130)).toBeNull();
  });

  test('ends none that an earlier agent left open, and begins another', () => {
    expect(written('open 3 99', 'done', 120)).toBeNull();
    expect(written('open 3 99', 'failed', 120)).toBeNull();
    expect(written('open 3 99', 'open', 120)).toBe('open 3 120\n');
  });

  test('if it has stood there since before the turn, ends it only once it is no left-over', () => {
    expect(written('open 3 110', 'done', 105, 112)).toBeNull();
    expect(written('open 3 110', 'done', 105, 113)).toBe('done 4 113\n');
  });

  test('says that a turn which failed has met a limit, and until when', () => {
    const limited = { state: 'limited', since: 120, now: 120, launchedAt: 100 } as const;
    const noted = (before: string, until?: number) => {
      const turns = turnsAfter(parseTurns(before), { ...limited, until });
      return turns === null ? null : formatTurns(turns);
    };
    expect(noted('open 3 119', 500)).toBe('limited 3 120 500\n');
    expect(noted('limited 3 119 500', 500)).toBeNull();
    expect(noted('failed 3 119', 500)).toBeNull();
  });
});
