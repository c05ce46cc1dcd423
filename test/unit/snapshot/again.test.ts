import { describe, expect, test } from 'vitest';
import type { TaskConfig } from '../../../src/config/config.ts';
import { type Attempts, type Check, NO_ATTEMPTS } from '../../../src/records/attempts.ts';
import { againOf } from '../../../src/snapshot/again.ts';
import type { OurWorktree } from '../../../src/snapshot/snapshot.ts';
import { viewTasks } from '../../../src/snapshot/view.ts';
import type { TmuxPane } from '../../../src/tmux/panes.ts';
import { agent } from '../../support/trust.ts';
import { archived, claim, desired, observed, serverWith, up } from '../../support/world.ts';

/** When the agent ended. */
const END = 5000;

function launcherOf(reason: string, code = 1) {
  return { state: 'exited', at: END, code, reason, shell: 'sh', paste: '' } as const;
}

interface Parts {
  readonly task?: Partial<TaskConfig>;
  readonly code?: number;
  readonly attempts?: Partial<Attempts>;
  readonly worktree?: Partial<OurWorktree>;
  /** Null: it has none. */
  readonly pane?: Partial<TmuxPane> | null;
  /** Another process is at work on it. */
  readonly isBusy?: boolean;
}

function again({
  task = {},
  code = 1,
  attempts = {},
  worktree = {},
  pane = {},
  isBusy = false,
}: Parts): string {
  const login = desired('login', { onFailure: 'restart', ...task });
  const made = up(login);
  const launcher = launcherOf('', code);
  const ours = {
    ...made.worktree,
    claim: null,
    launcher,
    attempts: { ...NO_ATTEMPTS, ...attempts },
    ...worktree,
  };
  const busy = isBusy ? [{ task: login.name, pid: 42 }] : [];
  const panes = pane === null ? [] : [{ ...made.pane, program: 'sh', ...pane }];
  const [view] = viewTasks([login], observed({ ours: [ours] }, serverWith(panes), { busy }));
  const found = view === undefined ? null : againOf(view);
  return found === null ? '-' : `${found.why} ${found.at}`;
}

describe('an agent that died is started again', () => {
  test('later each time', () => {
    const times = [0, 1, 2, 3, 9].map((count) => {
      const restarts = Array.from({ length: count }, () => 1);
      return again({ task: { restarts: 20 }, attempts: { restarts } });
    });
    expect(times).toEqual(['failure 5005', 'failure 5010', 'failure 5020', 'failure 5040', 'failure 5300']);
  });

  test('so often at most, and not where it dies five times in ten minutes', () => {
    expect(again({ task: { restarts: 2 }, attempts: { restarts: [1, 2] } })).toBe('-');
    const four = [4500, 4600, 4700, 4800];
    expect(again({ task: { restarts: 20 }, attempts: { restarts: four } })).toBe('-');
    expect(again({ task: { restarts: 20 }, attempts: { restarts: [4399, ...four.slice(1)] } })).not.toBe('-');
    expect(again({ attempts: { stuck: 'given up' } })).toBe('-');
  });

  test('but not where it ended well, or somebody ended it', () => {
    const codes = [0, 1, 2, 129, 130, 137, 143];
    expect(codes.filter((code) => again({ code }) !== '-')).toEqual([1, 2, 137]);
    expect(again({ task: { onFailure: 'stay' } })).toBe('-');
    expect(again({ task: { paused: true } })).toBe('-');
    const { stamp } = up(desired('login')).worktree;
    expect(again({ worktree: { stamp: { ...stamp, hold: { reason: 'down', hash: '' } } } })).toBe('-');
  });

  test('but not while somebody changes it, it is on its way into the archive, or an agent of it runs unseen', () => {
    expect(again({ isBusy: true })).toBe('-');
    const { stamp } = up(desired('login')).worktree;
    const archive = archived('/w', { step: 'archiving' });
    expect(again({ worktree: { stamp: { ...stamp, archive } } })).toBe('-');
    const closes = { task: { onExit: 'close' }, pane: null } as const;
    expect(again({ ...closes, worktree: { claim: claim(101, { liveness: 'dead' }) } })).toBe('failure 5005');
    expect(again({ ...closes, worktree: { claim: claim(101) } })).toBe('-');
  });

  test('but not where something else runs in its window, or somebody has closed that', () => {
    expect(again({ pane: { program: 'vim' } })).toBe('-');
    expect(again({ pane: null })).toBe('-');
    expect(again({ pane: null, task: { onExit: 'close' } })).toBe('failure 5005');
  });

  test('but one that met a limit only when that is over', () => {
    const conversation = { start: [], resume: null, latest: ['--continue'] };
    const task = { agent: agent({ oneShot: true, conversation }) };
    const limited = (reason: string, parts: Parts = {}) =>
      again({ ...parts, task: { ...task, ...parts.task }, worktree: { launcher: launcherOf(reason) } });
    expect(limited('rate_limit try again in 100s')).toMatch(/^limit 51\d\d$/);
    expect(limited('rate_limit try again in 100s', { task: { onFailure: 'stay' } })).toMatch(
      /^limit 51\d\d$/,
    );
    expect(limited('overloaded ')).toMatch(/^limit 53[0-3]\d$/);
    expect(limited('rate_limit ', { task: { onLimit: 'hold' } })).toBe('-');
    expect(limited('rate_limit ', { attempts: { continuations: 12 } })).toBe('-');
    expect(limited('invalid_request ')).toBe('failure 5005');
    const message = { reason: 'limit', state: 'claimed', at: 5100, turn: 0 } as const;
    expect(limited('rate_limit ', { attempts: { message, continuations: 1 } })).toBe('limit 0');
  });

  test('but not without a conversation where it ends with its turn', () => {
    const once = agent({ oneShot: true });
    expect(again({ task: { agent: once } })).toBe('-');
    const conversation = { start: [], resume: null, latest: ['--continue'] };
    expect(again({ task: { agent: { ...once, conversation } } })).toBe('failure 5005');
  });

  test('at once where that was claimed and not begun, whatever became of its window', () => {
    const claimed = { restarts: [1, 5006], restartedFrom: END };
    expect(again({ task: { restarts: 2 }, attempts: claimed, pane: null })).toBe('failure 0');
    expect(again({ attempts: claimed, worktree: { prompts: { 'failure-5006': 'claimed' } } })).toBe('-');
    const gone = { launcher: null };
    const once = { agent: agent({ oneShot: true }) };
    expect(again({ task: once, attempts: claimed, worktree: gone, pane: null })).toBe('failure 0');
    expect(again({ attempts: claimed, worktree: gone, pane: null })).toBe('-');
    expect(again({ task: once, worktree: gone, pane: null })).toBe('-');
    // The one that was started again has died in the same second.
    expect(again({ attempts: { restarts: [END], restartedFrom: END - 5 } })).toBe('failure 5010');
  });
});

test('a clock that was put back makes no restart one that was never begun', () => {
  const later = { restarts: [9000], restartedFrom: 8990 };
  expect(again({ attempts: later })).toBe('failure 5010');
  expect(again({ task: { restarts: 1 }, attempts: later })).toBe('-');
});

describe('an agent that ends with its turn', () => {
  const verify = { run: ['npm test'], timeoutMs: 1, retries: 3, settleMs: 1 };
  const hash = desired('login', { verify }).verifyHash ?? '';
  const check: Check = {
    ...{ outcome: 'red', at: 5100, exitCode: 1, command: 'npm test', said: '', seconds: 1, turn: 1 },
    ...{ head: '', trace: '', hash, isAgain: false, changed: false, tells: true, repeats: false },
    changedSince: false,
  };
  const red = (attempts: Partial<Attempts> = {}, rest: Partial<Parts> = {}) =>
    again({
      code: 0,
      task: { verify, onFailure: 'stay', agent: agent({ oneShot: true }) },
      attempts: { check, ...attempts },
      worktree: { turns: { state: 'done', ended: 1, at: END } },
      ...rest,
    });
  const message = (state: 'claimed' | 'sent') => ({ reason: 'check', state, at: 5101, turn: 1 }) as const;

  test('is started again with what its check came to, once, as often as it may be told', () => {
    expect(red()).toBe('check 0');
    expect(red({ message: message('sent') })).toBe('-');
    expect(red({ red: 3 })).toBe('-');
    expect(red({ check: { ...check, outcome: 'green' } })).toBe('-');
    expect(red({ check: { ...check, turn: 0 } })).toBe('-');
    expect(red({}, { task: { verify, agent: agent({}) } })).toBe('-');
    expect(red({}, { code: 1 })).toBe('-');
  });

  test('and one that does not is never started with a message that was being typed in', () => {
    const told = { task: { verify, onFailure: 'stay', agent: agent({}) } } as const;
    expect(red({ message: message('claimed') }, told)).toBe('-');
    expect(red({ message: message('claimed') }, { ...told, code: 1, pane: null })).toBe('-');
  });

  test('at once where that was claimed and not begun', () => {
    expect(red({ message: message('claimed'), red: 3 }, { pane: null })).toBe('check 0');
    const worktree = {
      turns: { state: 'done', ended: 1, at: END },
      prompts: { 'check-5101': 'started' },
    } as const;
    expect(red({ message: message('claimed') }, { worktree })).toBe('-');
  });
});
