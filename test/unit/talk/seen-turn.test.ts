import { expect, test } from 'vitest';
import type { State } from '../../../src/snapshot/state.ts';
import { viewTasks } from '../../../src/snapshot/view.ts';
import { seenTurn } from '../../../src/talk/seen-turn.ts';
import { desired, observed, serverWith, state, up, worktreeOf } from '../../support/world.ts';

const login = desired('login');

/** What is noted of an agent that was launched at 100 and reported this before. */
function noted(reported: string, parts: Partial<State>, launcher = 'running', reportedWhy = '') {
  const { worktree, pane } = up(login);
  const running = { state: 'running', at: 100, code: null, reason: 'start', shell: 'sh', paste: '' } as const;
  const ours = worktreeOf(login, { ...worktree, launcher: { ...running, state: launcher as 'running' } });
  const [view] = viewTasks(
    [login],
    observed({ ours: [ours] }, serverWith([{ ...pane, reported, reportedWhy }])),
  );
  if (view === undefined) throw new Error('no view');
  return seenTurn({ view, state: { ...state('idle'), source: 'screen', since: 120, ...parts } }, 130);
}

const turn = { since: 120, now: 130, launchedAt: 100 };

test('the screen tells of the turns of an agent that reports nothing', () => {
  expect(noted('', { state: 'working' })).toEqual({ ...turn, state: 'open' });
  expect(noted('', { state: 'idle' })).toEqual({ ...turn, state: 'done' });
  expect(noted('', { state: 'limited' })).toEqual({ ...turn, state: 'limited' });
  expect(noted('', { state: 'limited', until: 500 })).toEqual({ ...turn, state: 'limited', until: 500 });
  for (const failure of [
    { activity: 'stuck', message: 'turn failed: no such model' },
    { activity: 'waiting', message: 'needs login: 401' },
  ] as const)
    expect(noted('', { state: failure.activity, message: failure.message })).toEqual({
      ...turn,
      state: 'failed',
      failure,
    });
  for (const other of ['waiting', 'running', 'starting'] as const)
    expect(noted('', { state: other })).toBeNull();
});

test('of one that reports it tells only of what has no event: a turn that was broken off', () => {
  expect(noted('working', { state: 'idle' })).toEqual({ ...turn, state: 'failed' });
  expect(noted('working', { state: 'limited' })).toEqual({ ...turn, state: 'limited' });
  expect(noted('failed', { state: 'limited', source: 'event', until: 500 })).toBeNull();
  expect(noted('idle', { state: 'idle' })).toBeNull();
  expect(noted('idle', { state: 'working' })).toBeNull();
});

test('after an event that might have ended the turn the screen tells how it ended', () => {
  expect(noted('working', { state: 'limited' }, 'running', 'unsure')).toEqual({ ...turn, state: 'limited' });
  expect(noted('working', { state: 'idle' }, 'running', 'unsure')).toEqual({ ...turn, state: 'done' });
});

test('an event tells of itself, and what is not known to be drawn now tells nothing', () => {
  expect(noted('', { source: 'event' })).toBeNull();
  expect(noted('', { source: 'process' })).toBeNull();
  expect(noted('', { since: null })).toBeNull();
  expect(noted('', {}, 'exited')).toBeNull();
});
