import { expect, test } from 'vitest';
import type { TaskConfig } from '../../../src/config/config.ts';
import { nextMoment } from '../../../src/plan/moments.ts';
import type { State } from '../../../src/snapshot/state.ts';
import type { TaskState } from '../../../src/snapshot/status.ts';
import { inState, type TaskInState, viewTasks } from '../../../src/snapshot/view.ts';
import { agent } from '../../support/trust.ts';
import { desired, observed, serverWith, state, up } from '../../support/world.ts';

const bounds = { freesAfterMs: 900_000 };
const verify = { run: ['true'], timeoutMs: 1, retries: 3, settleMs: 20_000 };

/** `drawnAt`: when something was last drawn in its window. */
function taskIn(
  name: TaskState,
  parts: Partial<TaskConfig>,
  told: Partial<State> = {},
  drawnAt = 0,
): TaskInState {
  const login = desired('login', { agent: agent({ preset: 'shell' }), ...parts });
  const { worktree, pane } = up(login);
  const world = observed({ ours: [worktree] }, serverWith([{ ...pane, drawnAt }]), { screens: {} });
  const [view] = viewTasks([login], world);
  if (view === undefined) throw new Error('no task');
  return { ...inState(view), state: { ...state(name), ...told } };
}

/** Seconds, where it is asked at the 100th. */
function next(...tasks: TaskInState[]): number | null {
  const at = nextMoment(tasks, bounds, 100_000);
  return at === null ? null : at / 1000;
}

test('nothing is due by time where nothing waits for it', () => {
  expect(next()).toBeNull();
  expect(next(taskIn('idle', {}, { since: 90 }))).toBeNull();
  expect(next(taskIn('working', { verify }, { since: 90 }), taskIn('paused', { paused: true }))).not.toBe(
    110,
  );
});

test('a check is due when the agent has been idle for long enough', () => {
  expect(next(taskIn('idle', { verify }, { since: 90, checkAt: 110 }))).toBe(110);
  expect(next(taskIn('idle', { verify }, { since: 70, checkAt: 90 }))).toBeNull();
});

test('a message is due when the limit is over, or later each time', () => {
  expect(next(taskIn('limited', {}, { since: 90, until: 100_090 }))).toBeGreaterThan(100_090);
  expect(next(taskIn('limited', {}, { since: 90 }))).toBeGreaterThanOrEqual(390);
  expect(next(taskIn('limited', { onLimit: 'hold' }, { since: 90 }))).toBeNull();
});

test('one that waits gives up its place in the queue, where there is one', () => {
  expect(next(taskIn('waiting', { maxActive: 2 }, { since: 90 }))).toBe(990);
  expect(next(taskIn('waiting', {}, { since: 90 }))).toBeNull();
  expect(next(taskIn('limited', { maxActive: 2, onLimit: 'hold' }, { since: 90 }))).toBe(990);
});

test('an agent at work has stalled when its last sign, of either kind, is too long ago', () => {
  expect(next(taskIn('working', { stallAfterMs: 60_000 }, { since: 50 }))).toBe(110);
  expect(next(taskIn('working', { stallAfterMs: 60_000 }, { since: 50 }, 80))).toBe(140);
  expect(next(taskIn('running', { stallAfterMs: 60_000 }, { since: 50 }))).toBeNull();
});

test('the first of all tasks counts', () => {
  const first = taskIn('waiting', { maxActive: 2 }, { since: 90 });
  expect(next(first, taskIn('idle', { verify }, { since: 90, checkAt: 110 }))).toBe(110);
});
