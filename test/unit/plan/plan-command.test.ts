import { describe, expect, test } from 'vitest';
import { planArchive, planDown, planDownToArchive, planRestart } from '../../../src/plan/plan-command.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import type { TaskView } from '../../../src/snapshot/view.ts';
import { viewTasks } from '../../../src/snapshot/view.ts';
import { formatPlan } from '../../support/format-plan.ts';
import {
  archived,
  claim,
  desired,
  observed,
  serverWith,
  stampOf,
  up,
  worktreeOf,
} from '../../support/world.ts';

const login = desired('login', { prompt: 'Rewrite the login page' });

function viewIn(world: Snapshot): TaskView {
  const [view] = viewTasks([login], world);
  if (view === undefined) throw new Error('no task');
  return view;
}

const live = up(login);
const running = observed({ ours: [live.worktree] }, serverWith([live.pane]));
const ended = { ...live.worktree, claim: claim(1, { liveness: 'dead' }) };
const closed = observed({ ours: [ended] });
const held = stampOf(login, { hold: { reason: 'down', hash: login.hash } });
const down = observed({ ours: [{ ...ended, stamp: held }] });
const inArchive = stampOf(login, { archive: archived(login.worktree) });

describe('down', () => {
  const all = { isNamed: false, allPanes: false };
  const named = { isNamed: true, allPanes: true };

  test('closes what runs, and keeps down what was named', () => {
    expect(planDown(viewIn(running), all)).toMatchObject([{ id: 'close-window:login', hold: null }]);
    expect(planDown(viewIn(running), named)).toMatchObject([{ hold: login.hash, allPanes: true }]);
  });

  test('ends a check that runs without a window', () => {
    const checked = observed({ ours: [{ ...ended, checker: 'alive' }] });
    expect(planDown(viewIn(checked), all)).toMatchObject([{ id: 'close-window:login', hold: null }]);
    const operations = planRestart({ task: login, view: viewIn(checked), worktree: ended }, false);
    expect(operations.map(({ kind }) => kind)).toEqual(['close-window', 'open-window']);
  });

  test('keeps down a task that was named although nothing runs, once', () => {
    expect(planDown(viewIn(closed), all)).toEqual([]);
    expect(planDown(viewIn(closed), named)).toMatchObject([{ hold: login.hash }]);
    expect(planDown(viewIn(down), named)).toEqual([]);
  });

  test('has nothing to close in an archive', () => {
    const world = observed({ ours: [worktreeOf(login, { stamp: inArchive })] });
    expect(planDown(viewIn(world), named)).toEqual([]);
  });

  test('--archive keeps in the archive what was named', () => {
    expect(planDownToArchive(viewIn(running), all)).toMatchObject([
      { id: 'archive-worktree:login', hold: null },
    ]);
    expect(planDownToArchive(viewIn(running), named)).toMatchObject([{ hold: login.hash }]);
  });
});

test('archive has nothing to do where there is no worktree', () => {
  expect(planArchive(viewIn(observed()), 'archived by name', {})).toEqual([]);
});

describe('restart', () => {
  const restarted = (world: Snapshot, worktree = live.worktree, again = false) =>
    planRestart({ task: login, view: viewIn(world), worktree }, again);

  test('closes the window first, where something runs', () => {
    const operations = restarted(running);
    expect(formatPlan({ operations, notices: [] })).toBe(
      'close-window login  (restart)\nopen-window login  (restart)  after: close-window:login\n',
    );
    expect(restarted(closed, ended)).toMatchObject([{ id: 'open-window:login', after: [] }]);
  });

  test('gives a prompt that was given again only where that was asked for', () => {
    const given = { ...ended, prompts: { [login.promptHash ?? '']: 'started' } as const };
    expect(restarted(closed, given)).toMatchObject([{ delivery: 'none', again: false }]);
    expect(restarted(closed, given, true)).toMatchObject([{ delivery: 'next', again: true }]);
  });
});
