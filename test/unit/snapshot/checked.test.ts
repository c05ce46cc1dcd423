import { expect, test } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { checkedState } from '../../../src/snapshot/checked.ts';
import type { OurWorktree } from '../../../src/snapshot/snapshot.ts';
import type { State } from '../../../src/snapshot/state.ts';
import { attempts, check, checking, VERIFY } from '../../support/checks.ts';
import { desired, state } from '../../support/world.ts';

const login = desired('login', { verify: VERIFY });
const hash = login.verifyHash ?? '';
const done = { state: 'done', ended: 1, at: 40 } as const;
const NONE = { admin: '/r/.git/worktrees/login', turns: done, attempts: null, checker: null };
const NOW = 100;

/** What a task is shown as; its agent tells the end of its turns, unless `agent` says something else. */
function shown(
  worktree: Partial<Pick<OurWorktree, 'turns' | 'attempts' | 'checker'>>,
  {
    told = { ...state('idle'), since: 30 },
    agent = {},
    now = NOW,
  }: { told?: State; agent?: Partial<Agent>; now?: number } = {},
): State {
  const task = { ...login, agent: { ...login.agent, reports: 'claude', ...agent } };
  return checkedState(told, task, { ...NONE, ...worktree }, now);
}

const of = (...parts: Parameters<typeof check>) => attempts(check(parts[0], { hash, ...parts[1] }));

test('a check is due once the agent has been idle for long enough after a turn that ended', () => {
  expect(shown({})).toMatchObject({ state: 'idle', checkAt: 60 });
  expect(shown({}, { told: { ...state('idle'), since: 90 } })).toMatchObject({ checkAt: 110 });
  // The clock was put back since.
  expect(shown({ turns: { ...done, at: NOW + 3600 } })).toMatchObject({ checkAt: NOW });
  expect(shown({}).message).toMatch(/^check due at \d\d:\d\d:\d\d$/);
  expect(shown({ turns: null })).toMatchObject({ state: 'idle', checkAt: null, message: null });
  for (const turns of [
    { state: 'open', ended: 1, at: 40 },
    { state: 'failed', ended: 1, at: 40 },
    { state: 'done', ended: 0, at: 40 },
  ] as const)
    expect(shown({ turns })).toMatchObject({ state: 'idle', checkAt: null });
  expect(shown({ turns: { ...done, ended: 2 }, attempts: of('green') })).toMatchObject({ checkAt: 60 });
  expect(shown({ attempts: of('green', { hash: 'another' }) })).toMatchObject({ state: 'idle', checkAt: 60 });
});

test('what a check said of the turn before does not count while another one is open, or was cut off', () => {
  expect(shown({ attempts: of('green') }).state).toBe('verified');
  for (const turns of ['open', 'failed', 'limited'] as const)
    expect(shown({ turns: { state: turns, ended: 1, at: 50 }, attempts: of('green') }).state).toBe('idle');
});

test('nothing is due without `verify`, while the agent is at something, or before its prompt is typed in', () => {
  const told = { ...state('idle'), since: 30 };
  expect(checkedState(told, desired('login'), NONE, NOW)).toBe(told);
  for (const other of ['working', 'waiting', 'limited', 'stuck', 'failed', 'stopped'] as const)
    expect(shown({ attempts: of('green') }, { told: state(other) })).toMatchObject({
      state: other,
      checkAt: null,
    });
  expect(shown({}, { told: { ...told, due: 'idle' } }).checkAt).toBeNull();
});

test('what ended is checked where the program ends with its turn, and has ended well', () => {
  const told = { ...state('exited'), exitCode: 0, since: 30 };
  expect(shown({}, { told, agent: { oneShot: true } })).toMatchObject({ state: 'exited', checkAt: 60 });
  expect(shown({ attempts: of('green') }, { told, agent: { oneShot: true } }).state).toBe('verified');
  expect(shown({}, { told, agent: { oneShot: false } }).checkAt).toBeNull();
  expect(shown({}, { told: { ...told, exitCode: 1 }, agent: { oneShot: true } }).checkAt).toBeNull();
});

test('an agent of which nobody knows when it is idle is checked by hand only', () => {
  const told = { ...state('running'), since: 30 };
  const agent = { reports: null, screen: null };
  expect(shown({}, { told, agent })).toMatchObject({ state: 'running', checkAt: null });
  expect(shown({ turns: null, attempts: of('green', { turn: 0 }) }, { told, agent }).state).toBe('verified');
  // Of one that tells more, it is not known yet.
  expect(shown({ attempts: of('green') }, { told }).state).toBe('running');
  // Without any entry in the file a program may report it by itself.
  expect(shown({}, { told: { ...told, state: 'idle' }, agent })).toMatchObject({
    state: 'idle',
    checkAt: 60,
  });
});

test('a check that runs is seen, as long as its process lives', () => {
  const running = { attempts: attempts(null, { checking: checking() }) };
  expect(shown({ ...running, checker: 'alive' })).toMatchObject({ state: 'verifying', since: 45 });
  const elsewhere = { ...running, checker: 'elsewhere' } as const;
  expect(shown(elsewhere)).toMatchObject({ state: 'verifying', message: 'perhaps on h (process 4711)' });
  // By then it would have ended itself.
  expect(shown(elsewhere, { now: 45 + 1 + 300 })).toMatchObject({
    state: 'stuck',
    beneath: 'idle',
    checkAt: null,
    message:
      'its check on h (process 4711) has not told how it ended: check there; if it is gone, remove /r/.git/worktrees/login/pane/attempts.json',
  });
  expect(shown({ ...running, checker: 'dead' })).toMatchObject({ state: 'idle', checkAt: 60 });
});

test('after three checks that were killed, none is begun by itself', () => {
  const killed = (lost: number, turn = 1) =>
    shown({ checker: 'dead', attempts: attempts(null, { checking: checking({ lost, turn }) }) });
  expect(killed(1)).toMatchObject({ state: 'idle', checkAt: 60 });
  expect(killed(2)).toMatchObject({ state: 'stuck', checkAt: null });
  expect(killed(2, 0)).toMatchObject({ state: 'idle', checkAt: 60 });
});

test('the result of the last turn is what is shown', () => {
  expect(shown({ attempts: of('green') })).toMatchObject({ state: 'verified', since: 50, message: null });
  expect(shown({ attempts: of('green') }).beneath).toBe('idle');
  expect(shown({ attempts: of('unchanged') })).toMatchObject({ state: 'stuck', message: 'nothing changed' });
  expect(shown({ attempts: of('fault', { said: 'npm is not found' }) })).toMatchObject({
    state: 'stuck',
    message: 'npm is not found',
  });
});

test('what changes without a turn is checked once more, then only shown', () => {
  expect(shown({ attempts: of('green', { changedSince: true }) })).toMatchObject({
    state: 'idle',
    checkAt: 60,
    message: expect.stringMatching(/^its worktree has changed since it was checked; check due/),
  });
  expect(shown({ attempts: of('green', { changedSince: true, isAgain: true }) })).toMatchObject({
    state: 'verified',
    checkAt: null,
    message: 'changed since',
  });
});

test('a red check is told the agent as often as the file says, then the task is stuck with the last lines', () => {
  const failure = 'npm test failed (exit code 1)';
  expect(shown({ attempts: of('red') })).toMatchObject({
    state: 'idle',
    checkAt: null,
    message: `${failure}; its agent is told`,
  });
  const stuck = { state: 'stuck', message: `${failure}: one test failed` };
  expect(shown({ attempts: { ...of('red'), red: 2 } }).state).toBe('idle');
  expect(shown({ attempts: { ...of('red'), red: 3 } })).toMatchObject(stuck);
  // The last message that it may get is on its way.
  const message = { reason: 'check', state: 'claimed', at: 2 ** 31, turn: 1 } as const;
  expect(shown({ attempts: { ...of('red'), red: 3, message } }).state).toBe('idle');
  expect(shown({ attempts: of('red', { tells: false }) })).toMatchObject(stuck);
  expect(shown({ attempts: of('red', { repeats: true }) })).toMatchObject({
    state: 'stuck',
    message: `${failure}, and the turn after it changed nothing: one test failed`,
  });
  expect(shown({ attempts: of('red', { exitCode: null, said: '', tells: false }) }).message).toBe(
    'npm test failed (its time was over)',
  );
});
