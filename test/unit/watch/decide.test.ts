import { describe, expect, test } from 'vitest';
import {
  type FileChange,
  gracedTasks,
  holdOfFiles,
  holdOfRemovals,
  nextDue,
  updateMissing,
} from '../../../src/watch/decide.ts';
import { taskName } from '../../support/trust.ts';

function changed(parts: Partial<FileChange> = {}): FileChange {
  return { path: '/r/pane.config.yaml', wasThere: true, isThere: true, origin: null, ...parts };
}

const local = { path: '/r/pane.config.local.yaml' };

describe('a file that changed', () => {
  test('by an edit holds nothing', () => {
    expect(holdOfFiles([])).toBeNull();
    expect(holdOfFiles([changed(), changed({ ...local, wasThere: false })])).toBeNull();
    expect(holdOfFiles([changed({ ...local, wasThere: false, isThere: false })])).toBeNull();
  });

  test('by git holds, edits or not, until up', () => {
    expect(holdOfFiles([changed({ ...local }), changed({ origin: { kind: 'head' } })])).toEqual({
      reason: "/r/pane.config.yaml became what git's HEAD has: `pane up` applies it",
      isKept: true,
    });
    expect(holdOfFiles([changed({ origin: { kind: 'index' } })])).toMatchObject({
      reason: expect.stringContaining("git's index"),
      isKept: true,
    });
    expect(holdOfFiles([changed({ origin: { kind: 'operation', operation: 'rebase' } })])).toMatchObject({
      reason: expect.stringContaining('while a rebase is in progress'),
      isKept: true,
    });
  });

  test('while git is at work, or is gone, holds as long as that lasts', () => {
    const busy = changed({ origin: { kind: 'busy' } });
    expect(holdOfFiles([changed({ ...local, origin: { kind: 'head' } }), busy])).toMatchObject({
      reason: expect.stringContaining('git is at work'),
      isKept: false,
    });
    expect(holdOfFiles([changed({ isThere: false })])).toMatchObject({
      reason: expect.stringContaining('/r/pane.config.yaml is gone'),
      isKept: false,
    });
  });
});

test('a list that lost more than half of its tasks holds everything', () => {
  expect(holdOfRemovals(null)).toBeNull();
  expect(holdOfRemovals({ gone: 3, of: 4 })).toContain('3 of 4 tasks left the file at once');
});

test('the grace of a task begins when it is first missed, and anew when it was back', () => {
  const [a, b] = [taskName('a'), taskName('b')];
  const first = updateMissing(new Map(), [a], 1_000);
  const second = updateMissing(first, [a, b], 3_000);
  expect([...second]).toEqual([
    [a, 1_000],
    [b, 3_000],
  ]);
  expect(gracedTasks(second, 6_000, 5_000)).toEqual(new Set([b]));
  expect(nextDue(second, 4_000, 5_000)).toBe(2_000);
  expect(nextDue(second, 9_000, 5_000)).toBeNull();
  expect([...updateMissing(updateMissing(second, [b], 4_000), [a, b], 5_000)]).toEqual([
    [a, 5_000],
    [b, 3_000],
  ]);
});
