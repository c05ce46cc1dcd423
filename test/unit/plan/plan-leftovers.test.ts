/**
 * What a crash, an upgrade, a rename or the user's own hand left behind is planned for rightly.
 */
import { describe, expect, test } from 'vitest';
import type { DesiredTask } from '../../../src/config/desired.ts';
import { parseBranchName } from '../../../src/ids.ts';
import { noticeLines } from '../../../src/plan/notices.ts';
import { plan } from '../../../src/plan/plan.ts';
import type { MakingRecord } from '../../../src/records/stamp.ts';
import { planned } from '../../support/format-plan.ts';
import {
  archived,
  claim,
  desired,
  id,
  mainRef,
  mainWorktree,
  observed,
  PLAIN,
  paneOf,
  serverWith,
  stampOf,
  up,
  worktreeOf,
} from '../../support/world.ts';

const login = desired('login', { prompt: 'Rewrite the login page' });
const named = { tasks: new Set([login.name]) };

function making(of: DesiredTask, parts: Partial<Omit<MakingRecord, 'branch'>> & { branch?: string } = {}) {
  const branch = parseBranchName(parts.branch ?? of.branch);
  if (branch === null) throw new Error('not a branch');
  const record: MakingRecord = {
    version: 1,
    id: id(9),
    config: 'pane.config.yaml',
    task: of.name,
    path: of.worktree,
    branchExisted: false,
    commit: 'a'.repeat(40),
    error: null,
    ...parts,
    branch,
  };
  return record;
}

describe('the record of a worktree in the making', () => {
  const existing = { ...mainRef, name: 'refs/heads/login' };

  test('says nothing more once its worktree has a stamp', () => {
    const live = up(login);
    const record = making(login, { id: live.worktree.stamp.id });
    const server = serverWith([live.pane]);
    expect(planned([login], observed({ ours: [live.worktree], making: [record] }, server))).toBe('');
    const back = worktreeOf(login, { stamp: stampOf(login, { archive: archived(login.worktree) }) });
    const old = making(login, { id: back.stamp.id });
    expect(planned([login], observed({ ours: [back], making: [old] }))).toContain('restore-worktree login');
    expect(planned([], observed({ ours: [back], making: [old] }))).toBe('');
  });

  test('keeps the branch that --fresh chose', () => {
    const archive = worktreeOf(login, { stamp: stampOf(login, { archive: archived(login.worktree) }) });
    const refs = [mainRef, existing, { ...mainRef, name: 'refs/heads/login-2' }];
    const world = observed({ ours: [archive], making: [making(login, { branch: 'login-2' })], refs });
    expect(planned([login], world)).toContain('(continue where it stopped, existing branch login-2)');
    // The file names another branch by now: what was begun is given up.
    const other = desired('login', { branch: making(login, { branch: 'other' }).branch });
    expect(planned([other], world)).toContain('branch other from main');
  });

  test('does not hide that somebody else checked its branch out', () => {
    const holder = { ...mainWorktree, path: '/elsewhere', branch: 'login' };
    const world = (path: string) =>
      observed({
        listed: [mainWorktree, { ...holder, path }],
        making: [making(login)],
        refs: [mainRef, existing],
      });
    expect(planned([login], world('/elsewhere'))).toBe(
      'conflict login: branch login is checked out at /elsewhere: check out another branch there, or set another `branch:`\n',
    );
    expect(planned([login], world(login.worktree))).toContain('create-worktree login');
  });
});

test('what was begun for a task that left the file is cleared away, unless only other tasks were named', () => {
  const world = observed({ making: [making(login)] });
  expect(planned([], world)).toBe('clear-half-made login  (left the file before its worktree was made)\n');
  expect(planned([], world, named)).toBe('');
});

describe('hashes that another version stored', () => {
  const old = '0:0123456789abcdef';

  test('do not keep a task that returns from its worktree', () => {
    const back = worktreeOf(login, {
      stamp: stampOf(login, { prompt: old, archive: archived(login.worktree) }),
    });
    expect(planned([login], observed({ ours: [back] }))).toContain('restore-worktree login');
  });

  test('do not open what is held down', () => {
    const held = worktreeOf(login, {
      claim: claim(100, { liveness: 'dead' }),
      stamp: stampOf(login, { hold: { reason: 'down', hash: old } }),
    });
    expect(planned([login], observed({ ours: [held] }))).toBe('');
  });

  test('do not make the watcher open a failed window again', () => {
    const applied = Object.fromEntries(Object.keys(login.hashes).map((name) => [name, old]));
    const failed = worktreeOf(login, {
      launcher: { state: 'failed', at: 1, code: 1, reason: 'setup 1', shell: 'bash', paste: '' },
      stamp: stampOf(login, { applied }),
    });
    const world = observed({ ours: [failed] }, serverWith([paneOf(failed, 1, { program: 'bash' })]));
    expect(planned([login], world, { reopens: false })).not.toContain('open-window');
    expect(planned([login], world)).toContain('open-window');
  });
});

describe('a task that was taken down into the archive', () => {
  const hold = { reason: 'down', hash: login.hash } as const;
  const away = worktreeOf(login, { stamp: stampOf(login, { hold, archive: archived(login.worktree) }) });
  const world = observed({ ours: [away] });

  test('stays there until it is named or changes', () => {
    expect(planned([login], world)).toBe('');
    expect(planned([login], world, { reopens: false })).toBe('');
    expect(planned([login], world, named)).toContain('restore-worktree login');
    const changed = desired('login', { prompt: 'Rewrite the login page', setup: ['npm ci'] });
    expect(planned([changed], world)).toContain('restore-worktree login');
    expect(planned([login], world, { fresh: true })).toContain('create-worktree login');
  });

  test('stays there too if that was cut off', () => {
    const archive = archived(login.worktree, { step: 'archiving' });
    const half = worktreeOf(login, { stamp: stampOf(login, { hold, archive }) });
    const { operations } = plan([login], observed({ ours: [half] }), PLAIN);
    expect(operations).toMatchObject([{ kind: 'archive-worktree', hold: login.hash }]);
  });
});

describe('a window that is gone', () => {
  const WATCHED = { reopens: false, unattended: true };
  const dead = claim(100, { liveness: 'dead', serverIsAlive: false, serverPid: 9 });
  const lost = (parts: Parameters<typeof worktreeOf>[1] = {}) => worktreeOf(login, { claim: dead, ...parts });

  test('is opened again, also by the watcher, unless somebody closed it', () => {
    expect(planned([login], observed({ ours: [lost()] }), WATCHED)).toContain('open-window login');
    const hold = { reason: 'closed', hash: login.hash } as const;
    const closed = observed({ ours: [lost({ stamp: stampOf(login, { hold }) })] });
    expect(planned([login], closed, WATCHED)).toBe('');
    expect(planned([login], closed)).toContain('open-window login');
  });

  test('is not opened where the prompt was perhaps delivered, or something of a former worktree still runs', () => {
    const claimed = planned([login], observed({ ours: [lost({ prompts: { abc: 'claimed' } })] }));
    expect(claimed).toContain('failed login: prompt may not have been delivered');
    expect(claimed).not.toContain('open-window');
    const leftovers = { [login.worktree]: [{ pid: 42, name: 'claude' }] };
    const beside = planned([login], observed({ ours: [lost()], leftovers }));
    expect(beside).toContain('these processes still run for it: claude (42)');
    expect(beside).not.toContain('open-window');
  });

  test('of a job is opened again while that runs, unless somebody closed it', () => {
    const listed = { known: true, value: { state: 'RUNNING', reason: 'None' } } as const;
    const job = { id: '8', node: 'n1', end: null, listed };
    const hold = { reason: 'closed', hash: login.hash } as const;
    const running = observed({ ours: [lost({ job })] }, serverWith([]));
    const closed = observed({ ours: [lost({ job, stamp: stampOf(login, { hold }) })] }, serverWith([]));
    expect(planned([login], running, WATCHED)).toContain('open-window login');
    expect(planned([login], closed, WATCHED)).toBe('');
    expect(planned([login], closed)).toContain('open-window login');
  });
});

describe('a window whose launcher gave up', () => {
  const failed = worktreeOf(login, {
    launcher: { state: 'failed', at: 1, code: 1, reason: 'setup 1', shell: 'bash', paste: '' },
  });
  const main = paneOf(failed, 1, { program: 'bash' });
  const split = (program: string, dead = false) => ({
    ...paneOf(failed, 2, { program, dead, pid: 7 }),
    window: main.window,
  });

  test('is not closed while something runs in another of its panes', () => {
    const world = (program: string, dead = false) =>
      observed({ ours: [failed] }, serverWith([main, split(program, dead)]));
    const text = planned([login], world('vim'));
    expect(text).toContain('check the window, where vim runs now; `pane restart login` ends that too');
    expect(text).not.toContain('open-window');
    expect(planned([login], world('bash'))).toContain('open-window');
    expect(planned([login], world('node', true))).toContain('open-window');
  });

  test('is told of several at once in words that fit them', () => {
    const dead = [login, desired('signup')].map((task, index) => ({ task, ...up(task, index + 1) }));
    const panes = dead.map(({ pane }) => ({ ...pane, dead: true }));
    const world = observed({ ours: dead.map(({ worktree }) => worktree) }, serverWith(panes));
    const tasks = dead.map(({ task }) => task);
    expect(noticeLines(plan(tasks, world, { ...PLAIN, reopens: false }).notices)).toEqual([
      'login, signup: the window ended before the agent: check the window',
    ]);
  });

  test('is not told as drifted where it is opened anew with what the file says', () => {
    const changed = desired('login', { prompt: 'Rewrite the login page', setup: ['npm ci'] });
    const text = planned([changed], observed({ ours: [failed] }, serverWith([main])));
    expect(text).toContain('open-window login');
    expect(text).not.toContain('drift');
  });

  test('is no failure while down closes it', () => {
    const hold = { reason: 'down', hash: login.hash } as const;
    const closing = worktreeOf(login, { stamp: stampOf(login, { hold }) });
    const world = observed({ ours: [closing] }, serverWith([{ ...paneOf(closing, 1), dead: true }]));
    expect(planned([login], world, { reopens: false })).toBe('');
  });
});

test('a worktree that is not where it was is to be looked for before it is pruned', () => {
  const gone = worktreeOf(login, { path: null });
  const text = planned([login], observed({ ours: [gone] }));
  expect(text).toContain('is its disk mounted?');
  expect(planned([], observed({ ours: [gone] }))).toContain('is its disk mounted?');
});

test('a config file that was renamed is to be renamed back', () => {
  const world = observed({ namesakes: [{ config: 'pane.yaml', isThere: false }] });
  expect(planned([login], world)).toContain('pane.yaml, which no longer exists');
  expect(planned([login], world)).toContain('rename it back');
});

test('an agent that ended and closed its window as the file wants is not started again', () => {
  const close = desired('login', { onExit: 'close' });
  const exited = { state: 'exited', at: 1, code: 0, reason: '', shell: 'sh', paste: '' } as const;
  const dead = claim(100, { liveness: 'dead', serverIsAlive: false });
  const ended = worktreeOf(close, { launcher: exited, claim: dead });
  expect(planned([close], observed({ ours: [ended] }))).toBe('');
  // One that was lost with its server had not ended by itself.
  const lost = worktreeOf(close, { claim: dead });
  expect(planned([close], observed({ ours: [lost] }))).toContain('open-window');
});
