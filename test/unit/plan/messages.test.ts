import { describe, expect, test } from 'vitest';
import type { ScreenState } from '../../../src/agents/screen.ts';
import type { TaskConfig } from '../../../src/config/config.ts';
import { dueMessage } from '../../../src/plan/messages.ts';
import { type Attempts, type Check, NO_ATTEMPTS } from '../../../src/records/attempts.ts';
import { claimMessage, giveUp, settleMessage, withdrawMessage } from '../../../src/records/messages.ts';
import type { Turns } from '../../../src/records/turns.ts';
import { checkMessage } from '../../../src/snapshot/check-message.ts';
import type { State } from '../../../src/snapshot/state.ts';
import { inState, type TaskInState, viewTasks } from '../../../src/snapshot/view.ts';
import { agent } from '../../support/trust.ts';
import { desired, observed, serverWith, up } from '../../support/world.ts';

const verify = { run: ['true'], timeoutMs: 1, retries: 3, settleMs: 20_000 };
const codex = agent({ preset: 'codex' });
/** When the agent that runs was launched. */
const LAUNCH = 1000;
const NOW = 1100;

interface Parts {
  readonly task?: Partial<TaskConfig>;
  readonly turns?: Turns | null;
  readonly attempts?: Partial<Attempts>;
  /** How its agent was launched. */
  readonly mode?: string;
  /** Instead of what it is. */
  readonly told?: Partial<State>;
  /** An error that stands on its screen. */
  readonly error?: string | null;
  /** `KIND TEXT` of an error that it reported in its window as it began. */
  readonly reported?: string | null;
}

function limitOn(line: string): ScreenState {
  return { activity: 'limited', line, rule: '', isDrawn: true };
}

function taskWith({
  task = {},
  turns = null,
  attempts,
  mode = 'resume',
  told = {},
  error = null,
  reported = null,
}: Parts): TaskInState {
  const login = desired('login', { agent: codex, ...task });
  const { worktree, pane: own } = up(login);
  const report = { reported: 'failed', reportedSince: LAUNCH, reportedWhy: reported ?? '' };
  const pane = reported === null ? own : { ...own, ...report };
  const launcher = {
    state: 'running',
    at: LAUNCH,
    code: null,
    reason: mode,
    shell: 'sh',
    paste: '',
  } as const;
  const ours = { ...worktree, launcher, turns, attempts: attempts ? { ...NO_ATTEMPTS, ...attempts } : null };
  const screenStates = error === null ? [] : [limitOn(error)];
  const screens = { [pane.pane]: { screenStates, fault: null } };
  const [view] = viewTasks([login], observed({ ours: [ours] }, serverWith([pane]), { screens, now: NOW }));
  if (view === undefined) throw new Error('no task');
  const found = inState(view);
  return { ...found, state: { ...found.state, ...told } };
}

/** `SECOND REASON`, or why it is given up; `-`: nothing. */
function due(parts: Parts): string {
  const next = dueMessage(taskWith(parts));
  if (next === null) return '-';
  const { at, step } = next;
  if (step.do === 'send') return `${at} ${step.reason}`;
  if (step.do === 'finish') return `${at} until ${step.until} ${step.why}`;
  return step.do === 'give up' ? `${at} ${step.why}` : step.do;
}

function second(parts: Parts): number {
  return Number(/^\d+/.exec(due(parts))?.[0]);
}

const limited = { state: 'limited', since: 2000 } as const;
const failed = { state: 'failed', ended: 1, at: 2000 } as const;

describe('after a limit', () => {
  test('an agent goes on when it is over, tasks a little after each other', () => {
    const known = { turns: failed, told: { ...limited, until: 20_000 } };
    expect(due(known)).toMatch(/ limit$/);
    expect(second(known)).toBeGreaterThanOrEqual(20_000);
    expect(second(known)).toBeLessThanOrEqual(20_060);
    expect(second({ ...known, told: { ...limited, until: 2010 } })).toBeLessThanOrEqual(2011);
  });

  test('where it did not say until when, it is tried later each time, an hour at most', () => {
    const at = (count: number) =>
      second({
        turns: failed,
        told: limited,
        attempts: {
          continuations: count,
          continuedAt: count === 0 ? null : 1990,
          message: count === 0 ? null : { reason: 'limit', state: 'sent', at: 1990, turn: 1 },
        },
      }) - limited.since;
    const within = [0, 1, 2, 3, 4, 11].map((count) => Math.floor((at(count) - 1) / 60));
    expect(within).toEqual([5, 10, 20, 40, 60, 60].map((minutes) => expect.closeTo(minutes, 0)));
  });

  test('a time that is over already does not make it go on at once, again and again', () => {
    const attempts = { continuations: 1, continuedAt: 2500 };
    expect(second({ turns: failed, told: { ...limited, until: 2400 }, attempts })).toBeGreaterThanOrEqual(
      3100,
    );
  });

  test('after a turn that ended well, an earlier limit does not count, though the clock was put back since', () => {
    const attempts = {
      continuations: 2,
      continuedAt: 90_000,
      message: { reason: 'limit', state: 'sent', at: 90_000, turn: 0 },
    } as const;
    expect(second({ turns: failed, told: limited, attempts })).toBeLessThanOrEqual(limited.since + 360);
  });

  test('nothing is sent where the user wants to see to it, nor at once where the agent goes on by itself', () => {
    expect(due({ turns: failed, told: limited, task: { onLimit: 'hold' } })).toBe('-');
    const claude = { agent: agent({ preset: 'claude' }) };
    expect(second({ turns: failed, told: { ...limited, until: 9000 }, task: claude })).toBeGreaterThanOrEqual(
      9600,
    );
    // Without a time there is nothing that it goes on by.
    expect(second({ turns: failed, told: limited, task: claude })).toBeLessThanOrEqual(limited.since + 360);
  });

  test('twelve continuations without a finished turn are enough', () => {
    const attempts = {
      continuations: 12,
      message: { reason: 'limit', state: 'sent', at: 1990, turn: 1 },
    } as const;
    expect(due({ turns: failed, told: limited, attempts })).toContain('after 12 continuations');
    const finished = { ...failed, ended: 2 };
    expect(due({ turns: finished, told: limited, attempts })).toMatch(/limit$/);
    expect(claimMessage({ ...NO_ATTEMPTS, ...attempts }, finished, 'limit', 5)).toMatchObject({
      continuations: 1,
      continuedAt: 5,
      message: { reason: 'limit', state: 'claimed', at: 5, turn: 2 },
    });
  });
});

const open = { state: 'open', ended: 1, at: 900 } as const;
const checked = { verify };

describe('a turn that was cut off', () => {
  test('goes on where nobody looks after the task, and is shown so', () => {
    const parts = { turns: open, task: checked };
    expect(due(parts)).toBe('0 cut-off');
    expect(taskWith(parts).state).toMatchObject({
      state: 'starting',
      message: 'its turn was cut off; the watcher has it go on',
      beneath: 'running',
    });
    expect(due({ turns: open, task: { onFailure: 'restart' } })).toBe('0 cut-off');
  });

  test('at a limit goes on once that is over, wherever a limit is waited for', () => {
    const limited = { state: 'limited', ended: 1, at: 900 } as const;
    const known = { turns: { ...limited, until: 5000 } };
    expect(due(known)).toMatch(/ limit$/);
    expect(second(known)).toBeGreaterThanOrEqual(5000);
    expect(second(known)).toBeLessThanOrEqual(5060);
    expect(second({ ...known, task: { agent: agent({ preset: 'claude' }) } })).toBeLessThanOrEqual(5060);
    expect(second({ turns: limited })).toBeGreaterThanOrEqual(1200);
    expect(due({ turns: limited, task: { ...checked, onLimit: 'hold' } })).toBe('-');
    expect(due({ ...known, mode: 'fresh' })).toContain('could not be resumed');
    const message = { reason: 'limit', state: 'sent', at: LAUNCH, turn: 1 } as const;
    expect(due({ ...known, attempts: { message } })).toBe('-');
  });

  test('at a limit is shown as one, which frees its place', () => {
    const { state } = taskWith({ turns: { state: 'limited', ended: 1, at: 900, until: 5000 } });
    expect(state).toMatchObject({ state: 'limited', since: 900, until: 5000, beneath: 'running' });
  });

  test('at a limit that its agent draws again as it resumes is at that limit, not at another one', () => {
    const limited = { state: 'limited', ended: 1, at: 900 } as const;
    const error = 'You have hit your usage limit, try again in 60s';
    for (const until of [950, 5000]) {
      const drawn = { turns: { ...limited, until }, error };
      expect(taskWith(drawn).state).toMatchObject({
        state: 'limited',
        since: 900,
        until,
        beneath: 'limited',
      });
      expect(due(drawn)).toBe(due({ turns: drawn.turns }));
      const held = taskWith({ ...drawn, task: { onLimit: 'hold' } }).state;
      expect(held).toMatchObject({ state: 'limited', message: error, since: 900, until, beneath: null });
    }
    const met = taskWith({ turns: { ...limited, at: LAUNCH + 10 }, error }).state;
    expect(met).toMatchObject({ state: 'limited', message: error, beneath: null });
    const message = { reason: 'limit', state: 'sent', at: LAUNCH, turn: 1 } as const;
    const attempts = { message, continuations: 1, continuedAt: LAUNCH };
    expect(second({ turns: { ...limited, until: 950 }, error, attempts })).toBeGreaterThan(LAUNCH + 300);
  });

  test('that was told to go on begins in a moment, as after a limit', () => {
    const told = (reason: 'cut-off' | 'limit' | 'check', turns: Turns, at = NOW - 5) =>
      taskWith({ turns, task: checked, attempts: { message: { reason, state: 'sent', at, turn: 1 } } }).state;
    const begins = { state: 'starting', message: 'it was told to go on', beneath: 'running' };
    const limited = { state: 'limited', ended: 1, at: LAUNCH + 10 } as const;
    expect(told('cut-off', open)).toMatchObject(begins);
    expect(told('limit', limited)).toMatchObject(begins);
    expect(told('limit', { state: 'limited', ended: 1, at: 900 })).toMatchObject(begins);
    for (const state of [
      told('cut-off', open, NOW - 30), // it may not have taken it
      told('limit', { state: 'done', ended: 2, at: NOW - 5 }),
      told('limit', { ...limited, at: NOW - 2 }), // it met its limit again
      told('check', { state: 'done', ended: 1, at: NOW - 9 }),
    ])
      expect(state).toMatchObject({ state: 'running', beneath: null });
  });

  test('at a limit that its agent reported itself is not one of before, though it came in the second of the launch', () => {
    const turns = { state: 'limited', ended: 0, at: LAUNCH, until: 5000 } as const;
    const reported = 'rate_limit Please try again in 90s.';
    for (const mode of ['fresh', 'resume']) {
      const met = taskWith({ turns, reported, mode }).state;
      expect(met).toMatchObject({ state: 'limited', message: 'Please try again in 90s.', beneath: null });
    }
  });

  test('elsewhere it waits, and says so', () => {
    const parts = { turns: open };
    expect(due(parts)).toBe('-');
    expect(taskWith(parts).state).toMatchObject({ state: 'running', message: 'its turn was cut off' });
  });

  test('is one that the agent before has begun, and that did not end', () => {
    const now = { turns: { ...open, at: LAUNCH }, task: checked };
    expect(due({ ...now, mode: 'next' })).toBe('-');
    expect(due({ ...now, mode: 'resume' })).toBe('0 cut-off');
    expect(due({ ...now, turns: { ...open, at: LAUNCH + 1 } })).toBe('-');
    expect(due({ turns: { ...open, state: 'done' }, task: checked })).toBe('-');
    expect(due({ turns: null, task: checked })).toBe('-');
  });

  test('goes on once for each launch', () => {
    const sent = (at: number) => ({ message: { reason: 'cut-off', state: 'sent', at, turn: 1 } }) as const;
    expect(due({ turns: open, task: checked, attempts: sent(LAUNCH) })).toBe('-');
    expect(due({ turns: open, task: checked, attempts: sent(LAUNCH - 1) })).toBe('0 cut-off');
  });

  test('goes on no more often than its agent may be started again', () => {
    const three = { turns: open, task: checked, attempts: { restarts: [1, 2, 3] } };
    expect(due(three)).toBe('0 its turn was cut off again after 3 restarts');
    expect(due({ ...three, attempts: { restarts: [1, 2] } })).toBe('0 cut-off');
    // The third restart was for this very turn.
    expect(due({ ...three, attempts: { restarts: [1, 2, 950] } })).toBe('0 cut-off');
    const count = (restarts: number[]) =>
      claimMessage({ ...NO_ATTEMPTS, restarts }, open, 'cut-off', 1100).restarts;
    expect(count([1, 2])).toEqual([1, 2, 1100]);
    expect(count([1, 950])).toEqual([1, 950]);
  });

  test('goes on in the latest conversation, unless its agent tells of each and has told of none', () => {
    const conversation = { start: [], resume: ['resume', '{id}'], latest: ['resume', '--last'] };
    const parts = { turns: open, mode: 'latest' };
    const dueOf = (it: Parameters<typeof agent>[0]) =>
      due({ ...parts, task: { ...checked, agent: agent(it) } });
    expect(dueOf({ conversation })).toBe('0 cut-off');
    expect(dueOf({ conversation: { ...conversation, resume: null }, reports: 'codex' })).toBe('0 cut-off');
    expect(dueOf({ conversation, reports: 'codex' })).toContain('could not be resumed');
  });

  test('does not go on in another conversation', () => {
    expect(due({ turns: open, task: checked, mode: 'fresh' })).toBe(
      '0 its turn was cut off, and its conversation could not be resumed: `pane restart --prompt login` begins it anew',
    );
  });
});

describe('a message that was claimed', () => {
  const message = { reason: 'limit', state: 'claimed', at: 2000, turn: 1 } as const;
  const attempts = { message };

  test('was sent if a turn has followed', () => {
    expect(due({ turns: { ...failed, at: 2001 }, attempts })).toBe('settle');
    expect(due({ turns: { ...failed, ended: 2 }, attempts })).toBe('settle');
    expect(due({ turns: { ...failed, state: 'open' }, attempts })).toBe('settle');
    expect(due({ turns: failed, attempts, told: { state: 'working' } })).toBe('settle');
    expect(settleMessage({ ...NO_ATTEMPTS, ...attempts }).message?.state).toBe('sent');
  });

  test('is not known to have been sent where the agent asks something, before whose answer it may have stood', () => {
    const asks = { state: 'waiting', since: 2002 } as const;
    expect(due({ turns: failed, attempts, told: asks })).toBe('-');
    expect(due({ turns: { ...failed, state: 'open', at: 2001 }, attempts, told: asks })).toBe('settle');
  });

  test('was not where the turn of its second is the one that was cut off', () => {
    const sameSecond = { reason: 'cut-off', state: 'claimed', at: LAUNCH, turn: 1 } as const;
    const turns = { state: 'open', ended: 1, at: LAUNCH } as const;
    const parts = { turns, attempts: { message: sameSecond }, task: checked };
    expect(due({ ...parts, mode: 'resume' })).toContain('until');
    expect(due({ ...parts, mode: 'next' })).toBe('settle');
  });

  test('and of which nothing was typed in is due again, and has not counted', () => {
    for (const reason of ['check', 'limit'] as const) {
      const counts = { red: 1, continuations: 2, message: null };
      const claimed = claimMessage({ ...NO_ATTEMPTS, ...counts }, failed, reason, 2000);
      expect(withdrawMessage(claimed)).toMatchObject(counts);
    }
  });

  test('may have been sent where its window was lost since: no other window can tell', () => {
    const before = { message: { ...message, at: LAUNCH - 100 } };
    const turns = { ...failed, at: LAUNCH - 200 };
    expect(due({ turns, attempts: before, told: limited })).toMatch(/^930 .* may not have been delivered/);
  });

  test('else is finished by what tmux knows of it, and what was given up is never sent again', () => {
    expect(due({ turns: failed, attempts, told: limited })).toMatch(
      /^2000 until 2030 the message that its limit is over may not have been delivered: .*pane send login/,
    );
    const stuck = { ...attempts, stuck: 'it may not have been' };
    expect(due({ turns: failed, attempts: stuck, told: limited })).toBe('-');
    expect(
      giveUp({ ...NO_ATTEMPTS, ...attempts }, failed, { reason: 'limit', why: 'x' }, 2030),
    ).toMatchObject({
      message: { ...message, state: 'sent', at: 2030 },
      stuck: 'x',
    });
    expect(taskWith({ turns: failed, attempts: stuck }).state).toMatchObject({
      state: 'stuck',
      message: 'it may not have been',
      beneath: 'running',
    });
  });
});

test('once a turn has ended well since, somebody has seen to a task for which nothing more was sent', () => {
  const attempts = giveUp(NO_ATTEMPTS, failed, { reason: 'limit', why: 'given up' }, 2000);
  expect(due({ turns: failed, attempts, told: limited })).toBe('-');
  expect(due({ turns: { ...failed, ended: 2 }, attempts, told: limited })).toBe('begin anew');
});

describe('a check that failed', () => {
  const done = { state: 'done', ended: 2, at: 3000 } as const;
  const hash = desired('login', { verify }).verifyHash ?? '';
  const red: Check = {
    ...{ outcome: 'red', at: 3100, exitCode: 1, command: 'npm test', said: 'boom', seconds: 1, turn: 2 },
    ...{ head: '', trace: '', hash, isAgain: false, changed: false, tells: true, repeats: false },
    changedSince: false,
  };
  const parts = (attempts: Partial<Attempts>, rest: Partial<Parts> = {}): Parts => ({
    task: { verify, agent: agent({ preset: 'codex', reports: 'codex' }) },
    turns: done,
    attempts: { check: red, ...attempts },
    told: { state: 'idle' },
    ...rest,
  });
  const sent = (at: number) => ({ reason: 'check', state: 'sent', at, turn: 2 }) as const;

  test('is told of once', () => {
    expect(due(parts({}))).toBe('0 check');
    expect(due(parts({ message: sent(3100) }))).toBe('-');
    expect(due(parts({ message: sent(2900) }))).toBe('0 check');
    expect(due(parts({ message: { ...sent(3100), reason: 'limit' } }))).toBe('0 check');
    // Of the turn before; the clock was put back since.
    expect(due(parts({ message: { ...sent(9000), turn: 1 } }))).toBe('0 check');
  });

  test('is told of no more often than the file says, and is counted before', () => {
    expect(due(parts({ red: 2 }))).toBe('0 check');
    expect(due(parts({ red: 3 }))).toBe('-');
    const attempts = { ...NO_ATTEMPTS, check: red, red: 1 };
    expect(claimMessage(attempts, done, 'check', 3105)).toMatchObject({
      red: 2,
      message: { reason: 'check', state: 'claimed', at: 3105, turn: 2 },
    });
  });

  test('is not told of where it is not what counts, or the agent is at something', () => {
    expect(due(parts({ check: { ...red, outcome: 'green' } }))).toBe('-');
    expect(due(parts({ check: { ...red, tells: false } }))).toBe('-');
    expect(due(parts({ check: { ...red, repeats: true } }))).toBe('-');
    expect(due(parts({ check: { ...red, hash: 'other' } }))).toBe('-');
    expect(due(parts({ check: { ...red, turn: 1 } }))).toBe('-');
    expect(due(parts({}, { turns: { ...done, state: 'open' } }))).toBe('-');
    expect(due(parts({}, { told: { state: 'verifying' } }))).toBe('-');
    expect(due(parts({}, { told: { state: 'working' } }))).toBe('-');
  });

  test('is told with what was run, how it ended, what it printed at its end, and where all of it is', () => {
    expect(checkMessage(red, 'one\ntwo', '/r/check.log')).toBe(
      'Your work was checked with `npm test`, which failed with exit code 1. The end of what it printed:\n\none\ntwo\n\nAll of it is in /r/check.log. Find the cause and correct it; the check runs again after your turn.',
    );
    expect(checkMessage({ ...red, exitCode: null }, '', '/l')).toContain(
      'which did not end in time and was stopped. It printed nothing.\nAll of it',
    );
  });
});
