import { describe, expect, test } from 'vitest';
import type { Attempts } from '../../../src/records/attempts.ts';
import type { StatedTask } from '../../../src/snapshot/places.ts';
import type { OurWorktree } from '../../../src/snapshot/snapshot.ts';
import type { TaskState } from '../../../src/snapshot/status.ts';
import { ATTEMPTS, begun, CHECK, DONE, lines, NOW, newTask, queue, VERIFY } from '../../support/queued.ts';
import { archived, desired, stampOf, state, worktreeOf } from '../../support/world.ts';

const ONE = { maxActive: 1 };
const TWO = { maxActive: 2 };
describe('places', () => {
  test('without a limit nobody waits', () => {
    expect(lines([begun('a', 'working'), newTask('b')])).toEqual([]);
  });

  test('the first ones of the file begin, and the others say their place', () => {
    expect(lines([newTask('a', TWO), newTask('b', TWO), newTask('c', TWO), newTask('d', TWO)])).toEqual([
      'c 1: 2 at work, max_active is 2',
      'd 2: 2 at work, max_active is 2',
    ]);
  });

  const counts = (task: StatedTask) => queue([task]).atWork.length === 1;

  test.each(['setup', 'starting', 'running', 'working', 'verifying', 'unknown'] as const)(
    '%s has one',
    (name) => {
      expect(counts(begun('a', name))).toBe(true);
    },
  );

  test.each(['idle', 'failed', 'stuck', 'verified', 'paused', 'conflict'] as const)('%s has none', (name) => {
    expect(counts(begun('a', name))).toBe(false);
  });

  test.each(['waiting', 'limited'] as const)('%s has one for frees_after', (name) => {
    const since = (seconds: number) => begun('a', { state: name, since: NOW - seconds });
    expect(queue([since(899)]).atWork).toMatchObject([{ until: NOW + 1 }]);
    expect(counts(since(900))).toBe(false);
    expect(counts(since(-3600))).toBe(false); // the clock was put back since
  });

  test('one that works and gives no sign for stall_after has none', () => {
    const since = (seconds: number) =>
      begun('a', { state: 'working', since: NOW - seconds }, { stallAfterMs: 60_000 });
    expect(counts(since(59))).toBe(true);
    expect(counts(since(60))).toBe(false);
  });

  test('one that is being made has one, also after a crash', () => {
    const making = { ...newTask('a'), making: { task: 'a' } as unknown as StatedTask['making'] };
    expect(counts(making)).toBe(true);
    expect(counts(begun('a', 'pending'))).toBe(true);
    expect(counts(newTask('a'))).toBe(false);
    expect(counts({ ...making, desired: null })).toBe(false);
  });

  test('one whose making failed has one, since it is tried again; one that failed later has none', () => {
    const failed = { ...state('failed', 'no space left') };
    const making = { task: 'a' } as unknown as StatedTask['making'];
    expect(counts({ ...newTask('a'), state: failed, making })).toBe(true);
    const of = desired('a');
    const stamp = (progress: 'hook' | 'made') => stampOf(of, { error: 'no', progress });
    expect(counts(begun('a', 'failed', {}, { stamp: stamp('hook') }))).toBe(true);
    expect(counts(begun('a', 'failed', {}, { stamp: stamp('made') }))).toBe(false);
    expect(counts(begun('a', 'failed', { paused: true }, { stamp: stamp('hook') }))).toBe(false);
    const away = stampOf(of, { error: 'no', progress: 'hook', archive: archived('/r.worktrees/a') });
    expect(counts(begun('a', 'failed', {}, { stamp: away }))).toBe(false);
  });

  test('one whose window was lost in its turn has one, one that was closed or is done has none', () => {
    expect(counts(begun('a', 'stopped'))).toBe(true);
    expect(counts(begun('a', { state: 'stopped', staysClosed: true }))).toBe(false);
    expect(counts(begun('a', 'stopped', {}, DONE))).toBe(false);
    expect(counts(begun('a', 'stopped', { verify: VERIFY }, DONE))).toBe(true);
    expect(counts(begun('a', 'stopped', { verify: VERIFY }, { ...DONE, attempts: ATTEMPTS }))).toBe(false);
    expect(counts({ ...begun('a', 'stopped'), desired: null })).toBe(false);
  });

  test('one whose window was lost has one while its agent is to be told of its failed check', () => {
    const lost = (attempts: Partial<Attempts>) =>
      counts(begun('a', 'stopped', { verify: VERIFY }, { ...DONE, attempts: { ...ATTEMPTS, ...attempts } }));
    const red = { ...CHECK, outcome: 'red', tells: true } as const;
    expect(lost({ check: red })).toBe(true);
    const message = { reason: 'check', state: 'claimed', at: red.at, turn: red.turn } as const;
    expect(lost({ check: red, red: 3, message })).toBe(true);
    expect(lost({ check: red, red: 3 })).toBe(false);
    expect(lost({ check: { ...red, repeats: true } })).toBe(false);
    expect(lost({ check: red, stuck: 'given up' })).toBe(false);
    expect(lost({ check: { ...CHECK, changedSince: true } })).toBe(true);
    expect(lost({ check: { ...CHECK, changedSince: true, isAgain: true } })).toBe(false);
  });

  test('one that is idle has one while its work is to be checked', () => {
    expect(counts(begun('a', 'idle', { verify: VERIFY }, DONE))).toBe(true);
    expect(counts(begun('a', 'idle', { verify: VERIFY }))).toBe(false);
    const stuck = { ...DONE, attempts: { ...ATTEMPTS, stuck: 'no' } };
    expect(counts(begun('a', 'idle', { verify: VERIFY }, stuck))).toBe(false);
  });

  test('one that was launched with a prompt and is idle has one for a minute, unless its turn has ended', () => {
    const launched = (seconds: number, reason = 'start') =>
      ({
        launcher: { state: 'running', at: NOW - seconds, code: null, reason, shell: 'sh', paste: '' },
      }) as const;
    expect(counts(begun('a', 'idle', {}, launched(59)))).toBe(true);
    expect(counts(begun('a', 'idle', {}, launched(60)))).toBe(false);
    expect(counts(begun('a', 'idle', {}, launched(1, 'resume')))).toBe(false);
    expect(counts(begun('a', 'idle', {}, { ...launched(9), ...DONE }))).toBe(false);
    const former = { turns: { state: 'done', ended: 1, at: NOW - 10 } } as const;
    expect(counts(begun('a', 'idle', {}, { ...launched(9), ...former }))).toBe(true);
    const open = { turns: { state: 'open', ended: 0, at: NOW - 9 } } as const;
    expect(counts(begun('a', 'idle', {}, { ...launched(9), ...open }))).toBe(true);
    const none = { agent: { ...desired('x').agent, prompt: 'none' } } as const;
    expect(counts(begun('a', 'idle', none, launched(1)))).toBe(false);
  });

  test('one that died has one while it is to be started again', () => {
    const died = { state: 'exited', exitCode: 1 } as const;
    const times = (count: number): Partial<OurWorktree> => ({
      launcher: { state: 'exited', at: NOW, code: 1, reason: '', shell: 'sh', paste: '' },
      attempts: { ...ATTEMPTS, restarts: Array(count).fill(NOW - 60) },
    });
    const parts = { onExit: 'close', onFailure: 'restart', restarts: 2 } as const;
    expect(counts(begun('a', died, parts, times(1)))).toBe(true);
    expect(counts(begun('a', died, parts, times(2)))).toBe(false);
    expect(counts(begun('a', died, { onExit: 'close' }, times(0)))).toBe(false);
    expect(counts(begun('a', died, { ...parts, paused: true }, times(1)))).toBe(false);
  });

  test('one that ended well has one while its work is to be checked, if it ends with its turn', () => {
    const ended = { state: 'exited', exitCode: 0 } as const;
    const once = { ...desired('x').agent, oneShot: true };
    expect(counts(begun('a', ended, { verify: VERIFY, agent: once }, DONE))).toBe(true);
    expect(counts(begun('a', ended, { verify: VERIFY }, DONE))).toBe(false);
    expect(counts(begun('a', ended, { verify: VERIFY, agent: once, paused: true }, DONE))).toBe(false);
  });

  test('one that another process is about to make has one, and no second one', () => {
    const pending = newTask('a', TWO);
    const busy = { ...pending, busy: 7, state: { ...pending.state, isBusy: true } };
    const { begins, waiting } = queue([busy, newTask('b', TWO), newTask('c', TWO)]);
    expect({ begins, waiting: waiting.map(({ name }) => name) }).toEqual({ begins: ['b'], waiting: ['c'] });
  });

  test('one that left the file and still works has one', () => {
    const left = { ...begun('z', 'working'), desired: null };
    expect(lines([newTask('a', ONE), left])).toEqual(['a 1: 1 at work, max_active is 1']);
  });

  test('while more have one than may, nobody begins', () => {
    expect(lines([begun('a', 'working', ONE), begun('b', 'working', ONE), newTask('c', ONE)])).toEqual([
      'c 1: 2 at work, max_active is 1',
    ]);
  });

  test('one that returns from its archive, and one that is paused, need none', () => {
    const returns = { ...newTask('a', ONE), archives: [worktreeOf(desired('a'))] };
    expect(lines([begun('z', 'working', ONE), returns, newTask('b', { ...ONE, paused: true })])).toEqual([]);
  });

  test('one that can not begin keeps nobody waiting', () => {
    const tasks = [newTask('a', ONE), newTask('b', ONE)];
    expect(lines(tasks, { barred: new Set([tasks[0]?.name].flatMap((name) => name ?? [])) })).toEqual([]);
  });
});

describe('agents', () => {
  const agent = desired('x').agent;

  test('have a limit of their own, which lets tasks of others pass', () => {
    const few = { agent: { ...agent, name: 'few', maxActive: 1 } };
    expect(lines([newTask('a', few), newTask('b', few), newTask('c')])).toEqual([
      'b 1: 1 few at work, agents.few.max_active is 1',
    ]);
  });

  test('that are limited begin no other task', () => {
    const many = { agent: { ...agent, maxActive: 9 } };
    const limited = begun('a', { state: 'limited', since: 0 }, many);
    const other = { agent: { ...agent, name: 'other', maxActive: 9 } };
    expect(lines([limited, newTask('b', many), newTask('c', other)])).toEqual([
      'b 1: claude has met its limit in a',
    ]);
  });

  test('whose limit is over, as they said, begin others, whoever sees to the one that met it', () => {
    const many = { agent: { ...agent, maxActive: 9 }, onLimit: 'hold' } as const;
    const until = (at: number) => begun('a', { state: 'limited', since: 0, until: at }, many);
    expect(lines([until(NOW + 1), newTask('b', many)])).toEqual(['b 1: claude has met its limit in a']);
    expect(lines([until(NOW), newTask('b', many)])).toEqual([]);
  });

  test('that were limited when their windows were lost begin no other task, as if they were still there', () => {
    const many = { agent: { ...agent, maxActive: 9 } };
    const waits = ['b 1: claude has met its limit in a'];
    const lost = (state: TaskState, until?: number, staysClosed = false) =>
      lines([
        begun('a', { state, staysClosed }, many, {
          turns: { state: 'limited', ended: 0, at: NOW - 60, until },
        }),
        newTask('b', many),
      ]);
    for (const state of ['stopped', 'setup', 'starting', 'paused', 'exited'] as const) {
      expect(lost(state, NOW + 1)).toEqual(waits);
      expect(lost(state, NOW)).toEqual([]);
    }
    for (const state of ['stopped', 'setup', 'starting'] as const) expect(lost(state)).toEqual(waits);
    // Where nobody knows when it is over, and it does not go on by itself, it would never be.
    expect(lost('stopped', undefined, true)).toEqual([]);
    expect(lost('paused')).toEqual([]);
    for (const until of [undefined, NOW + 1]) expect(lost('working', until)).toEqual([]);
    // Nor of one that is there, of which nobody can say that it still is at its limit.
    for (const state of ['running', 'unknown', 'verifying'] as const) expect(lost(state)).toEqual([]);
  });
});

describe('order', () => {
  const behind = (...names: string[]) => ({ after: names });
  const IN_A_TURN: Partial<OurWorktree> = { turns: { state: 'open', ended: 1, at: NOW } };

  test('a task comes after those that it waits for, wherever it stands', () => {
    expect(
      lines([newTask('web', behind('api')), newTask('api', behind('schema')), begun('schema', 'working')]),
    ).toEqual(['api 1: after schema (working)', 'web 2: after api (not begun)']);
  });

  test.each([
    ['idle after a turn', begun('a', 'idle', {}, DONE), []],
    ['idle without one', begun('a', 'idle'), ['b 1: after a (idle, no turn yet)']],
    ['at the limit', begun('a', 'limited'), ['b 1: after a (limited)']],
    ['stuck', begun('a', 'stuck', {}, DONE), ['b 1: after a (stuck)']],
    ['not verified', begun('a', 'idle', { verify: VERIFY }, DONE), ['b 1: after a (idle, not verified)']],
    ['verified', begun('a', 'verified', { verify: VERIFY }, { ...DONE, attempts: ATTEMPTS }), []],
    [
      'verified and changed since',
      begun(
        'a',
        'verified',
        { verify: VERIFY },
        { ...DONE, attempts: { ...ATTEMPTS, check: { ...CHECK, changedSince: true } } },
      ),
      ['b 1: after a (changed since it was verified)'],
    ],
    [
      'lost in a turn after its check',
      begun('a', 'stopped', { verify: VERIFY }, { ...IN_A_TURN, attempts: ATTEMPTS }),
      ['b 1: after a (stopped, not verified)'],
    ],
    [
      'paused in a turn after its check',
      begun('a', 'paused', { verify: VERIFY }, { ...IN_A_TURN, attempts: ATTEMPTS }),
      ['b 1: after a (paused, not verified)'],
    ],
    [
      'ended well, with its turn',
      begun('a', { state: 'exited', exitCode: 0 }, { agent: { ...desired('x').agent, oneShot: true } }),
      [],
    ],
    ['ended', begun('a', { state: 'exited', exitCode: 0 }), ['b 1: after a (exited)']],
    ['taken down when it was done', begun('a', { state: 'stopped', staysClosed: true }, {}, DONE), []],
    ['paused before it began', newTask('a', { paused: true }), ['b 1: after a (paused)']],
  ])('%s', (_, task, expected) => {
    expect(lines([task, newTask('b', behind('a'))])).toEqual(expected);
  });

  test('a name that nobody has is told', () => {
    expect(lines([newTask('b', behind('a'))])).toEqual(['b 1: after a (no such task)']);
    expect(lines([begun('schema', 'working'), newTask('b', behind('shcema'))])).toEqual([
      'b 1: after shcema (no such task, did you mean "schema"?)',
    ]);
  });

  test('what ended with an error, or was checked as it is no longer asked for, is not done', () => {
    const once = { agent: { ...desired('x').agent, oneShot: true } };
    const behindIt = (task: StatedTask) => lines([task, newTask('b', behind('a'))]);
    expect(behindIt(begun('a', { state: 'exited', exitCode: 0 }, once, DONE))).toEqual([]);
    expect(behindIt(begun('a', { state: 'exited', exitCode: 1 }, once, DONE))).toEqual([
      'b 1: after a (exited)',
    ]);
    const checked = { ...DONE, attempts: ATTEMPTS };
    expect(behindIt(begun('a', 'stopped', { verify: VERIFY }, checked))).toEqual([]);
    const other = { verify: { ...VERIFY, run: ['npm test'] } };
    expect(behindIt(begun('a', 'stopped', other, checked))).toEqual(['b 1: after a (stopped, not verified)']);
  });

  test('of several archives the newest counts', () => {
    const of = desired('a');
    const archive = (at: string, parts: Partial<OurWorktree> = {}) =>
      worktreeOf(of, { stamp: stampOf(of, { archive: archived('/r.worktrees/a', { at }) }), ...parts });
    const [old, young] = ['2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
    const told = (...ours: OurWorktree[]) => lines([newTask('b', behind('a'))], { ours });
    expect(told(archive(old), archive(young, DONE))).toEqual([]);
    expect(told(archive(young, DONE), archive(old))).toEqual([]);
    expect(told(archive(old, DONE), archive(young))).toHaveLength(1);
    expect(told(archive(young), archive(old, DONE))).toHaveLength(1);
  });

  test('an archive counts if it was done', () => {
    const of = desired('a');
    const archive = (parts: Partial<ReturnType<typeof worktreeOf>>) =>
      worktreeOf(of, { stamp: stampOf(of, { archive: archived('/r.worktrees/a') }), ...parts });
    const told = (parts: Partial<ReturnType<typeof worktreeOf>>) =>
      lines([newTask('b', behind('a'))], { ours: [archive(parts)] });
    expect(told(DONE)).toEqual([]);
    expect(told({})).toEqual(['b 1: after a (archived before it was done)']);
    expect(told({ ...DONE, attempts: ATTEMPTS })).toEqual([]);
    const red = { ...ATTEMPTS, check: { ...CHECK, outcome: 'red' as const } };
    expect(told({ ...DONE, attempts: red })).toEqual(['b 1: after a (archived before it was done)']);
    const more = { turns: { state: 'done', ended: 2, at: NOW }, attempts: ATTEMPTS } as const;
    expect(told(more)).toEqual(['b 1: after a (archived before it was done)']);
    expect(told({ ...IN_A_TURN, attempts: ATTEMPTS })).toEqual([
      'b 1: after a (archived before it was done)',
    ]);
  });

  test('what only the user can end comes last', () => {
    expect(
      lines([
        begun('a', 'stuck', ONE),
        begun('z', 'working', ONE),
        newTask('b', { ...ONE, ...behind('a') }),
        newTask('c', ONE),
      ]),
    ).toEqual(['c 1: 1 at work, max_active is 1', 'b 2: after a (stuck)']);
  });

  test('but not what goes on by itself: an end that is checked next, or a window that is opened again', () => {
    const once = { verify: VERIFY, agent: { ...desired('x').agent, oneShot: true } };
    const ended = begun('a', { state: 'exited', exitCode: 0 }, { ...ONE, ...once }, DONE);
    const lost = begun('a', 'stopped', { ...ONE, verify: VERIFY });
    const order = (task: StatedTask) =>
      lines([task, newTask('b', { ...ONE, ...behind('a') }), newTask('c', ONE), begun('z', 'working', ONE)]);
    expect(order(ended)[0]).toBe('b 1: after a (exited)');
    expect(order(lost)[0]).toBe('b 1: after a (stopped, not verified)');
    expect(order({ ...lost, state: { ...lost.state, staysClosed: true } })[0]).toContain('c 1: ');
  });
});

describe('the branch of another task', () => {
  const base = { baseTask: 'a' };

  test('is waited for until all is committed there', () => {
    const tasks = [begun('a', 'idle', {}, DONE), newTask('b', base)];
    expect(queue(tasks).askedBases).toEqual(['a']);
    expect(lines(tasks)).toEqual(['b 1: after a look at a']);
    expect(lines(tasks, { bases: { a: 'changed' } })).toEqual(['b 1: a has changes that are not committed']);
    expect(lines(tasks, { bases: { a: 'committed' } })).toEqual([]);
  });

  test('is looked at only where nothing else keeps the task waiting', () => {
    expect(queue([begun('a', 'working'), newTask('b', base)]).askedBases).toEqual([]);
    const full = [
      begun('a', 'idle', ONE, DONE),
      begun('z', 'working', ONE),
      newTask('b', { ...ONE, ...base }),
    ];
    expect(queue(full).askedBases).toEqual([]);
  });
});
