import { describe, expect, test } from 'vitest';
import {
  describeGitWrite,
  type FileChange,
  gracedTasks,
  holdOfFiles,
  holdOfRemovals,
  nextDue,
  type Since,
  updateMissing,
} from '../../../src/watcher/guards.ts';
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

  test('by git is told with how git came to it', () => {
    expect(describeGitWrite([changed()])).toBeNull();
    expect(describeGitWrite([changed({ ...local }), changed({ origin: { kind: 'head' } })])).toBe(
      "/r/pane.config.yaml now matches git's HEAD",
    );
    expect(describeGitWrite([changed({ origin: { kind: 'index' } })])).toContain("git's index");
    expect(describeGitWrite([changed({ origin: { kind: 'operation', operation: 'rebase' } })])).toContain(
      'while a rebase is in progress',
    );
  });

  test('while git is at work, or is gone, holds everything as long as that lasts', () => {
    const busy = changed({ origin: { kind: 'busy' } });
    expect(holdOfFiles([changed({ ...local, origin: { kind: 'head' } })])).toBeNull();
    expect(holdOfFiles([changed({ ...local, origin: { kind: 'head' } }), busy])).toContain('git is working');
    expect(holdOfFiles([changed({ isThere: false })])).toContain('/r/pane.config.yaml is gone');
  });
});

test('a list that lost more than half of its tasks holds everything', () => {
  expect(holdOfRemovals(null)).toBeNull();
  expect(holdOfRemovals({ gone: 3, of: 4 })).toContain('3 of 4 tasks left the file at once');
});

/** The clock on the wall is ahead. */
function since(at: number): Since {
  return { at, clock: at + 100 };
}

test('the grace of a task begins when it is first missed, and anew when it was back', () => {
  const [a, b] = [taskName('a'), taskName('b')];
  const first = updateMissing(new Map(), [a], since(1_000));
  const second = updateMissing(first, [a, b], since(3_000));
  expect([...second]).toEqual([
    [a, since(1_000)],
    [b, since(3_000)],
  ]);
  expect(gracedTasks(second, 6_000, 5_000)).toEqual(new Map([[b, 8_100]]));
  expect(nextDue(second, 4_000, 5_000)).toBe(2_000);
  expect(nextDue(second, 9_000, 5_000)).toBeNull();
  expect([...updateMissing(updateMissing(second, [b], since(4_000)), [a, b], since(5_000))]).toEqual([
    [a, since(5_000)],
    [b, since(3_000)],
  ]);
});
