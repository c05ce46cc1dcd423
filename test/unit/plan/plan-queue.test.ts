import { describe, expect, test } from 'vitest';
import type { TaskConfig } from '../../../src/config/config.ts';
import type { GitSnapshot, OurWorktree, Snapshot } from '../../../src/snapshot/snapshot.ts';
import { planned } from '../../support/format-plan.ts';
import { DONE } from '../../support/queued.ts';
import {
  archived,
  claim,
  desired,
  mainRef,
  observed,
  paneOf,
  serverWith,
  stampOf,
  worktreeOf,
} from '../../support/world.ts';

const one = (name: string, parts: Partial<TaskConfig> = {}) => desired(name, { maxActive: 1, ...parts });

const LOST = { claim: claim(100, { liveness: 'dead', serverIsAlive: false }) };

/** With screens, so that states are known. */
function world(git: Partial<GitSnapshot> = {}, panes: Parameters<typeof serverWith>[0] = []): Snapshot {
  return observed(git, serverWith(panes), { screens: {} });
}

/** `create NAME` and `queued NAME: …` of a plan. */
function begins(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, name] = /^create-worktree (\S+)/.exec(line) ?? [];
    return name !== undefined ? [`create ${name}`] : line.startsWith('queued') ? [line] : [];
  });
}

test('the first one of the file begins, the others are told of, and moving a line changes that', () => {
  const [a, b] = [one('a'), one('b')];
  expect(begins(planned([a, b], world()))).toEqual([
    'create a',
    'queued b: place 1: 1 at work, max_active is 1',
  ]);
  expect(begins(planned([b, a], world()))[0]).toBe('create b');
});

test('with the screens not asked for nothing is queued', () => {
  expect(begins(planned([one('a'), one('b')], observed()))).toEqual(['create a', 'create b']);
});

test('one that is at work keeps the others waiting, and nothing is to be done', () => {
  const a = one('a');
  const worktree = worktreeOf(a);
  const text = planned([a, one('b')], world({ ours: [worktree] }, [paneOf(worktree, 1)]));
  expect(text).toBe('queued b: place 1: 1 at work, max_active is 1\n');
});

describe('one that was begun is opened, whatever the count:', () => {
  const [a, b, c] = [one('a'), one('b'), one('c')];

  test('its window', () => {
    const text = planned([a, b, c], world({ ours: [worktreeOf(a, LOST), worktreeOf(b, LOST)] }));
    expect(text.match(/open-window/g)).toHaveLength(2);
    expect(begins(text)).toEqual(['queued c: place 1: 2 at work, max_active is 1']);
  });

  test('its worktree', () => {
    const making = (name: string): GitSnapshot['making'][number] => ({
      version: 1,
      id: stampOf(one(name)).id,
      config: 'pane.config.yaml',
      task: one(name).name,
      path: one(name).worktree,
      branch: one(name).branch,
      branchExisted: false,
      commit: 'a'.repeat(40),
      error: null,
    });
    expect(begins(planned([a, b, c], world({ making: [making('a'), making('b')] })))).toEqual([
      'create a',
      'create b',
      'queued c: place 1: 2 at work, max_active is 1',
    ]);
  });
});

describe('the user', () => {
  const a = one('a');
  const worktree = worktreeOf(a);
  const busy = world({ ours: [worktree] }, [paneOf(worktree, 1)]);
  const b = one('b', { after: ['nobody'] });

  test('passes over the queue with a name, and is told', () => {
    const text = planned([a, b], busy, { tasks: new Set([b.name]) });
    expect(begins(text)).toEqual(['create b']);
    expect(text).toContain('warning b: out of turn, since named by you: after nobody (no such task)');
  });

  test('passes over it with --fresh, and is told', () => {
    const archive = worktreeOf(b, { stamp: stampOf(b, { archive: archived('/r.worktrees/b') }) });
    const there = world({ ours: [worktree, archive] }, [paneOf(worktree, 1)]);
    const text = planned([a, b, one('c')], there, { fresh: true });
    expect(begins(text)).toEqual(['create b', 'queued c: place 1: 1 at work, max_active is 1']);
    expect(text).toContain('warning b: out of turn, because of `--fresh`');
  });

  test('does not with a task that is added', () => {
    const text = planned([a, b], busy, { tasks: new Set([b.name]), waits: true });
    expect(begins(text)).toEqual(['queued b: place 1: after nobody (no such task)']);
  });
});

describe('what can not begin keeps nobody waiting:', () => {
  const [a, b] = [one('a'), one('b')];

  test('something is in its way', () => {
    const text = planned([a, b], world({ occupied: [a.worktree] }));
    expect(text).toContain('conflict a:');
    expect(begins(text)).toEqual(['create b']);
  });

  test('it looks renamed', () => {
    const renames = new Map([[a.name, b.name]]);
    expect(begins(planned([a, b], world(), { renames }))).toEqual(['create b']);
  });

  test('it is barred', () => {
    expect(begins(planned([a, b, one('c')], world(), { barred: new Set([a.name]) }))).toEqual([
      'create b',
      'queued c: place 1: 1 at work, max_active is 1',
    ]);
  });
});

describe('the branch of another task', () => {
  const a = desired('a');
  const b = desired('b', { baseTask: 'a' });
  const ref = (name: string) => ({ ...mainRef, name: `refs/heads/${name}` });
  const seen = (worktree: OurWorktree, refs = [mainRef, ref('a'), ref('other')]) => ({
    ...world({ ours: [worktree], refs }),
    bases: { a: 'committed' as const },
  });

  test('is what it starts from, as that is checked out', () => {
    const worktree = worktreeOf(a, { ...DONE, ...LOST });
    expect(planned([b], seen(worktree))).toContain('(new task, branch b from a)');
    const listed = worktree.listed === null ? null : { ...worktree.listed, branch: 'other' };
    expect(planned([b], seen({ ...worktree, listed }))).toContain('(new task, branch b from other)');
  });

  test('is that of its archive where it is archived', () => {
    const stamp = stampOf(a, { archive: archived('/r.worktrees/a', { branch: 'other' }) });
    expect(planned([b], seen(worktreeOf(a, { ...DONE, stamp, claim: null })))).toContain(
      'branch b from other',
    );
  });

  test('must be there, also for one that is named', () => {
    const tasks = new Set([b.name]);
    expect(planned([b], world(), { tasks })).toContain(
      'failed b: the base is the branch of a, which is not there yet: bring that task up first',
    );
    const missingBases = ['refs/heads/a'];
    const gone = {
      ...world({ ours: [worktreeOf(a, { ...DONE, ...LOST })], missingBases }),
      bases: { a: 'committed' as const },
    };
    expect(planned([b], gone)).toContain('failed b: base a names no commit in this repository');
  });
});
