import { describe, expect, test } from 'vitest';
import type { TaskConfig } from '../../../src/config/config.ts';
import { isWell, mayMove } from '../../../src/engine/settled.ts';
import { NO_ATTEMPTS } from '../../../src/records/attempts.ts';
import type { OurWorktree } from '../../../src/snapshot/snapshot.ts';
import type { State } from '../../../src/snapshot/state.ts';
import type { TaskState } from '../../../src/snapshot/status.ts';
import { inState, type TaskInState, type TaskView, viewTasks } from '../../../src/snapshot/view.ts';
import { VERIFY } from '../../support/checks.ts';
import { agent } from '../../support/trust.ts';
import { desired, observed, serverWith, state, up } from '../../support/world.ts';

const AROUND = { now: 1000, freesAfterMs: 900_000, tasks: [], isWatched: true };
const UNWATCHED = { ...AROUND, isWatched: false };
const done = { state: 'done', ended: 1, at: 40 } as const;

interface Parts {
  readonly task?: Partial<TaskConfig>;
  readonly told?: Partial<State>;
  readonly view?: Partial<TaskView>;
  readonly worktree?: Partial<OurWorktree>;
}

function taskIn(
  name: TaskState,
  { task = {}, told = {}, view = {}, worktree = {} }: Parts = {},
): TaskInState {
  const login = desired('login', task);
  const there = up(login);
  const world = observed(
    { ours: [{ ...there.worktree, ...worktree }] },
    serverWith([{ ...there.pane, program: 'sh' }]),
    {
      screens: {},
    },
  );
  const [found] = viewTasks([login], world);
  if (found === undefined) throw new Error('no task');
  return { view: { ...inState(found).view, ...view }, state: { ...state(name), since: 990, ...told } };
}

test('what is at work, or about to be, moves; what waits for its user does not', () => {
  for (const name of ['setup', 'starting', 'running', 'working', 'verifying', 'unknown'] as const)
    expect(mayMove(taskIn(name), UNWATCHED), name).toBe(true);
  for (const name of ['waiting', 'failed', 'stuck', 'verified', 'paused', 'idle', 'exited'] as const)
    expect(mayMove(taskIn(name), AROUND), name).toBe(false);
  expect(mayMove(taskIn('stopped', { told: { isBusy: true } }), UNWATCHED)).toBe(true);
  expect(mayMove(taskIn('working', { told: { since: 1 }, task: { stallAfterMs: 1000 } }), AROUND)).toBe(
    false,
  );
});

test('what only a watcher does does not come without one', () => {
  const checked = { task: { verify: VERIFY }, worktree: { turns: done }, told: { checkAt: 1010 } };
  const launcher = { state: 'exited', at: 900, code: 1, reason: '', shell: 'sh', paste: '' } as const;
  const died = { turns: done, attempts: NO_ATTEMPTS, launcher };
  for (const task of [
    taskIn('idle', checked),
    taskIn('exited', { task: { onFailure: 'restart' }, worktree: died, told: { exitCode: 1 } }),
    taskIn('limited'),
    taskIn('pending', { view: { worktree: { known: true, value: null } } }),
    taskIn('queued', { view: { queue: { place: 1, reason: '3 at work', blockedBy: [] } } }),
  ]) {
    expect(mayMove(task, AROUND), task.state.state).toBe(true);
    expect(mayMove(task, UNWATCHED), task.state.state).toBe(false);
  }
  expect(mayMove(taskIn('limited', { task: { onLimit: 'hold' } }), AROUND)).toBe(false);
  const blocked = { place: 1, reason: 'after api (stuck)', blockedBy: ['api'] };
  expect(mayMove(taskIn('queued', { view: { queue: blocked } }), AROUND)).toBe(false);
});

describe('what waits in the queue', () => {
  const queued = (...blockedBy: string[]) =>
    taskIn('queued', { view: { queue: { place: 1, reason: 'why', blockedBy } } });
  const moves = (task: TaskInState, ...tasks: TaskInState[]) => mayMove(task, { ...AROUND, tasks });

  test('never moves while its agent is at a limit that nothing ends', () => {
    const hold = { task: { onLimit: 'hold' } } as const;
    expect(moves(queued(), taskIn('limited', hold))).toBe(false);
    expect(moves(queued(), taskIn('limited', { ...hold, told: { until: 1600 } }))).toBe(true);
    expect(moves(queued(), taskIn('limited'))).toBe(true);
    const lost = { turns: { state: 'limited', ended: 0, at: 900, until: 1600 } } as const;
    expect(moves(queued(), taskIn('paused', { worktree: lost }))).toBe(true);
    const other = { task: { onLimit: 'hold', agent: agent({ name: 'other' }) } } as const;
    expect(moves(queued(), taskIn('limited', other))).toBe(true);
  });

  test('moves when what it waits for does, whoever is asked about', () => {
    expect(moves(queued('login'), taskIn('working'))).toBe(true);
    expect(moves(queued('login'), taskIn('stuck'))).toBe(false);
    expect(moves(queued('login', 'gone'), taskIn('working'))).toBe(false);
  });
});

test('a task is well when it is verified, or idle and not to be checked', () => {
  expect(isWell(taskIn('verified'))).toBe(true);
  expect(isWell(taskIn('idle'))).toBe(true);
  expect(isWell(taskIn('idle', { told: { checkAt: 1010 } }))).toBe(false);
  expect(isWell(taskIn('stuck'))).toBe(false);
  expect(isWell(taskIn('exited', { told: { exitCode: 0 } }))).toBe(false);
  const oneShot = { task: { agent: agent({ oneShot: true }) } };
  expect(isWell(taskIn('exited', { ...oneShot, told: { exitCode: 0 } }))).toBe(true);
  expect(isWell(taskIn('exited', { ...oneShot, told: { exitCode: 1 } }))).toBe(false);
});
