import { describe, expect, test } from 'vitest';
import type { Agent, ScreenRules } from '../../../src/agents/agent.ts';
import { NO_ATTEMPTS } from '../../../src/records/attempts.ts';
import type { OurWorktree, Snapshot } from '../../../src/snapshot/snapshot.ts';
import { refusedState } from '../../../src/snapshot/state.ts';
import { stateIn, viewTasks } from '../../../src/snapshot/view.ts';
import { agent } from '../../support/trust.ts';
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

const login = desired('login');
const paused = desired('paused', { paused: true });

/** `NAME STATE: MESSAGE` for each task. */
function states(world: Snapshot): string[] {
  return viewTasks([login, paused], { ...world, screens: {} }).map((view) => {
    const { state, message } = stateIn(view);
    return `${view.name} ${state}${message === null ? '' : `: ${message}`}`;
  });
}

describe('what could not be asked is unknown, not absent:', () => {
  const { worktree, pane } = up(login);
  const server = serverWith([pane]);

  test('git', () => {
    const world = observed({}, server, { git: { known: false, reason: 'fork failed' } });
    expect(states(world)).toEqual(['login unknown: fork failed', 'paused unknown: fork failed']);
  });

  test('tmux', () => {
    const world = observed({ ours: [worktree] }, null, { tmux: { known: false, reason: 'no permission' } });
    expect(states(world)).toEqual(['login unknown: no permission', 'paused paused']);
  });
});

test('a worktree that is not where it was is a conflict', () => {
  expect(states(observed({ ours: [worktreeOf(login, { path: null })] }))).toEqual([
    'login conflict: its directory is missing',
    'paused paused',
  ]);
});

test('one without a window says why, and what opens it', () => {
  const without = (parts: Partial<OurWorktree>, task = login) => {
    const [view] = viewTasks([task], observed({ ours: [worktreeOf(login, parts)] }, null, { screens: {} }));
    if (view === undefined) throw new Error('no view');
    const { state, message, staysClosed } = stateIn(view);
    return [state, message, staysClosed];
  };
  const dead = { liveness: 'dead', serverIsAlive: false } as const;
  expect(without({ claim: claim(101, dead) })).toEqual([
    'stopped',
    'its window was lost with the tmux server; `pane up` opens it again',
    false,
  ]);
  expect(without({ claim: claim(101, { ...dead, serverIsAlive: true }) })).toEqual([
    'stopped',
    'its window is gone; `pane up` opens it again',
    false,
  ]);
  expect(without({ claim: null })).toEqual(['stopped', 'no window; `pane up` opens one', false]);
  const held = (reason: 'down' | 'closed') => ({
    stamp: stampOf(login, { hold: { reason, hash: login.hash } }),
  });
  expect(without({ ...held('down'), claim: null })).toEqual([
    'stopped',
    'taken down by name; `pane up login` brings it up',
    true,
  ]);
  expect(without({ ...held('closed'), claim: claim(101, dead) })).toEqual([
    'stopped',
    'its window was closed by hand; `pane up` opens it again',
    true,
  ]);
});

test('one without a window is no pending task where something else is known of it', () => {
  const without = (parts: Partial<OurWorktree>, task = login) => {
    const world = observed({ ours: [worktreeOf(task, { claim: null, ...parts })] }, null, { screens: {} });
    const [view] = viewTasks([task], world);
    if (view === undefined) throw new Error('no view');
    const { state, message, staysClosed } = stateIn(view);
    return [state, message, staysClosed];
  };
  // No second agent beside it.
  expect(without({ claim: claim(101, { serverIsAlive: false }) })).toEqual([
    'conflict',
    expect.stringContaining('still runs'),
    false,
  ]);
  expect(without({ stamp: stampOf(login, { error: 'no space left' }) })).toEqual([
    'failed',
    'no space left',
    false,
  ]);
  const undelivered = ['failed', 'prompt may not have been delivered', false];
  expect(without({ prompts: { abc: 'claimed' } })).toEqual(undelivered);
  const archive = archived(login.worktree, { step: 'archiving' });
  expect(without({ stamp: stampOf(login, { archive }) })).toEqual([
    'stopped',
    'archiving: `pane up` finishes it',
    true,
  ]);
  const once = desired('login', { agent: agent({ oneShot: true }) });
  const launcher = { state: 'exited', at: 5, code: 0, reason: '', shell: 'sh', paste: '' } as const;
  expect(without({ launcher }, once)).toEqual(['exited', null, false]);
  const stamp = stampOf(once, { hold: { reason: 'down', hash: once.hash } });
  expect(without({ launcher, stamp }, once)).toEqual([
    'stopped',
    expect.stringMatching(/^taken down by name/),
    true,
  ]);
});

test('a task that is held in its archive stays there', () => {
  const stamp = stampOf(login, {
    archive: archived(login.worktree),
    hold: { reason: 'down', hash: login.hash },
  });
  const away = worktreeOf(login, { claim: null, stamp });
  expect(states(observed({ ours: [away] }))[0]).toContain('login stopped: archived by `down --archive`');
});

test('a prompt that is to be typed in is told of until it is, but not what came of it after', () => {
  const shown = (prompts: OurWorktree['prompts'], reported = '') => {
    const { worktree, pane } = up(login);
    const launcher = { state: 'running', at: 1, code: null, reason: '', shell: 'sh', paste: 'abc' } as const;
    const ours = [{ ...worktree, launcher, prompts }];
    const told = { ...pane, reported, reportedSince: reported === '' ? 0 : 2 };
    const [view] = viewTasks([login], observed({ ours }, serverWith([told]), { screens: {} }));
    if (view === undefined) throw new Error('no view');
    const { state, due } = stateIn(view);
    return [state, due];
  };
  expect(shown({})).toEqual(['starting', 'running']);
  expect(shown({}, 'working')).toEqual(['working', 'working']);
  expect(shown({ abc: 'typing' })).toEqual(['starting', 'running']);
  expect(shown({ abc: 'started' })).toEqual(['running', null]);
  expect(shown({ abc: 'claimed' })).toEqual(['failed', null]);
});

test('a prompt that was claimed by a launcher that has ended was perhaps not delivered', () => {
  const shown = (ended: 'running' | 'exited', dead: boolean) => {
    const { worktree, pane } = up(login);
    const launcher = { state: ended, at: 1, code: null, reason: '', shell: 'sh', paste: '' } as const;
    const ours = [{ ...worktree, launcher, prompts: { abc: 'claimed' } as const }];
    return states(observed({ ours }, serverWith([{ ...pane, dead }])))[0];
  };
  const undelivered = 'login failed: prompt may not have been delivered';
  expect(shown('exited', false)).toBe(undelivered);
  expect(shown('running', true)).toBe(undelivered);
  expect(shown('running', false)).toBe('login running');
});

test('in the midst of a change it is told who is at work, and neither a conflict nor a failure', () => {
  const { worktree, pane } = up(login);
  const busy = [{ task: login.name, pid: 42 }];
  const dead = serverWith([{ ...pane, dead: true }]);
  expect(states(observed({ ours: [worktree] }, dead))[0]).toBe(
    'login failed: the window ended before the agent',
  );
  expect(states(observed({ ours: [worktree] }, dead, { busy }))[0]).toBe(
    'login stopped: process 42 is at work there',
  );
  expect(states(observed({}, null, { busy }))[0]).toBe('login pending: process 42 is at work there');
});

test('what keeps a task from being made is told of it, but not while somebody is at work on it', () => {
  const refused = { kind: 'conflict', message: 'in the way' } as const;
  const told = (busy: Snapshot['busy']) =>
    viewTasks([login], observed({}, null, { busy, screens: {} })).map((view) =>
      refusedState(stateIn(view), refused),
    );
  expect(told([])).toMatchObject([{ state: 'conflict', message: 'in the way', isBusy: false }]);
  expect(told([{ task: login.name, pid: 42 }])).toMatchObject([{ state: 'pending', isBusy: true }]);
});

test('what was not asked for is told by nobody', () => {
  const { worktree, pane } = up(login);
  const running = observed({ ours: [worktree] }, serverWith([pane]));
  const [unseen] = viewTasks([login], running);
  expect(() => unseen && stateIn(unseen)).toThrow('without screens');
  // Where tmux shows its window, nobody has to know who holds the claim, nor what was done with its prompt.
  const claim = { ...worktree.claim, holder: 'not asked' } as const;
  const bare = worktreeOf(login, {
    ...worktree,
    claim: claim as typeof worktree.claim,
    prompts: 'not asked',
  });
  expect(states(observed({ ours: [bare] }, serverWith([pane])))[0]).toBe('login running');
  expect(() => states(observed({ ours: [bare] }, serverWith([])))).toThrow('without the holders of claims');
});

test('an agent that is known by its screen, and shows nothing known, is told of with what to do', () => {
  const told = (rules: ScreenRules['screen']) => {
    const task = desired('login', { agent: agent({ screen: { screen: rules, title: {} } }) });
    const { worktree, pane } = up(task);
    const world = observed({ ours: [worktree] }, serverWith([pane]), { screens: {} });
    return viewTasks([task], world).map(stateIn)[0];
  };
  const idle = ['^>$'];
  expect(told({ idle })).toMatchObject({
    state: 'running',
    message: 'no screen rule matches; `pane peek login` shows its screen',
  });
  // Nothing is expected there between two turns.
  expect(told({ waiting: ['y/n'] })).toMatchObject({ state: 'running', message: null });
});

test('a program that ends with its turn is told by the error that it met', () => {
  const conversation = { start: [], resume: ['--resume', '{id}'], latest: null };
  const told = (reason: string, parts: Partial<Agent> = {}, attempts = {}) => {
    const task = desired('login', { agent: agent({ oneShot: true, conversation, ...parts }) });
    const { worktree, pane } = up(task);
    const launcher = { state: 'exited', at: 500, code: 1, reason, shell: 'sh', paste: '' } as const;
    const ours = [{ ...worktree, launcher, attempts: { ...NO_ATTEMPTS, ...attempts } }];
    const world = observed({ ours }, serverWith([{ ...pane, program: 'sh' }]), { screens: {} });
    return viewTasks([task], world).map(stateIn)[0];
  };
  const limit = 'rate_limit Usage limit reached, try again in 8s';
  const limited = {
    state: 'limited',
    message: 'Usage limit reached, try again in 8s',
    until: 508,
    since: 500,
  };
  expect(told(limit)).toMatchObject({ ...limited, exitCode: 1 });
  expect(told(' You’ve hit your usage limit.')).toMatchObject({ state: 'limited', until: null });
  expect(told('', {})).toMatchObject({ state: 'exited', message: null });
  expect(told('authentication_failed Invalid API key')).toMatchObject({
    state: 'exited',
    message: 'needs login: Invalid API key',
  });
  // It could not go on.
  expect(told(limit, { conversation: null })).toMatchObject({ state: 'exited', message: limited.message });
  expect(told(limit, { oneShot: false })).toMatchObject({ state: 'exited', message: null });
  expect(told(limit, {}, { continuations: 12 })).toMatchObject({
    state: 'stuck',
    message: 'met its limit again after 12 continuations without a finished turn',
  });
});

test('of a limit it is told when it is over, if the agent said so, counted from then', () => {
  const { worktree, pane } = up(login);
  const told = (reportedWhy: string, now: number) => {
    const running = { state: 'running', at: 1, code: null, reason: '', shell: 'sh', paste: '' } as const;
    const reported = { reported: 'failed', reportedSince: 1000, reportedWhy };
    const ours = worktreeOf(login, { ...worktree, launcher: running });
    const world = observed({ ours: [ours] }, serverWith([{ ...pane, ...reported }]), { screens: {}, now });
    const [view] = viewTasks([login], world);
    if (view === undefined) throw new Error('no view');
    const { state, message, until, since } = stateIn(view);
    return { state, message, until, since };
  };
  const limited = { state: 'limited', message: 'Please try again in 60s', until: 1060, since: 1000 };
  expect(told('rate_limit Please try again in 60s', 1001)).toEqual(limited);
  expect(told('rate_limit Please try again in 60s', 5000)).toEqual(limited);
  expect(told('overloaded API Error', 1001)).toMatchObject({ state: 'limited', until: null });
  expect(told('unknown It resets in 60s, the sky', 1001)).toMatchObject({ state: 'limited', until: 1060 });
  expect(told('unknown No such model', 1001)).toMatchObject({ state: 'stuck', until: null });
});

test('an agent that works and has given no sign for too long is told of', () => {
  const task = desired('login', { stallAfterMs: 1_800_000 });
  const { worktree, pane } = up(task);
  const shown = (signs: Partial<typeof pane>, now: number) => {
    const working = { ...pane, reported: 'working', reportedSince: 1000, ...signs };
    const world = observed({ ours: [worktree] }, serverWith([working]), { screens: {}, now });
    return viewTasks([task], world).map((view) => stateIn(view).message);
  };
  expect(shown({}, 2799)).toEqual([null]);
  expect(shown({}, 2800)).toEqual(['no sign for 30 min']);
  expect(shown({ drawnAt: 1060 }, 2859)).toEqual([null]);
  expect(shown({ drawnAt: 1060, reportedAt: 1120 }, 2919)).toEqual([null]);
  expect(shown({ drawnAt: 1060, reportedAt: 1120 }, 3160)).toEqual(['no sign for 34 min']);
  expect(shown({ reported: 'idle' }, 9000)).toEqual([null]);
});
