import { describe, expect, test } from 'vitest';
import type { Stamp } from '../../../src/records/stamp.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { planned } from '../../support/format-plan.ts';
import {
  archived,
  claim,
  desired,
  mainRef,
  mainWorktree,
  observed,
  paneOf,
  serverWith,
  stampOf,
  up,
  worktreeOf,
} from '../../support/world.ts';

const login = desired('login', { prompt: 'Rewrite the login page' });

describe('a new task', () => {
  test('gets worktree, files and window, in that order', () => {
    expect(planned([login], observed())).toBe(
      `create-worktree login  (new task, branch login from main)
copy-files login  (new worktree)  after: create-worktree:login
open-window login  (no window yet)  after: copy-files:login
`,
    );
  });

  test('uses a branch that is there', () => {
    const refs = [mainRef, { ...mainRef, name: 'refs/heads/login' }];
    expect(planned([login], observed({ refs }))).toContain('(new task, existing branch login)');
  });

  test('starts at a branch of its name that only a remote has', () => {
    const refs = [mainRef, { ...mainRef, name: 'refs/remotes/origin/login' }];
    expect(planned([login], observed({ refs }))).toContain('branch login from origin/login');
  });

  test('has nothing made while it is paused', () => {
    expect(planned([desired('login', { paused: true })], observed())).toBe('');
  });

  test('does not take a directory that is in the way', () => {
    const text = planned([login], observed({ occupied: [login.worktree] }));
    expect(text).toContain('conflict login: /r.worktrees/login is in the way, and pane did not make it');
    expect(text).not.toContain('create-worktree');
  });

  test('does not take a branch that is checked out elsewhere', () => {
    const listed = [{ ...mainWorktree, branch: 'login' }];
    expect(planned([login], observed({ listed }))).toContain('branch login is checked out at /r');
  });

  test('waits for the first commit', () => {
    const listed = [{ ...mainWorktree, head: '0'.repeat(40) }];
    expect(planned([login], observed({ listed, refs: [] }))).toContain('no commits yet');
  });
});

describe('a task that is up', () => {
  const { worktree, pane } = up(login);
  const server = serverWith([pane]);

  test('needs nothing', () => {
    expect(planned([login], observed({ ours: [worktree] }, server))).toBe('');
  });

  test('is told as drifted when the file changed', () => {
    const changed = desired('login', { prompt: 'Something else', setup: ['npm ci'] });
    const text = planned([changed], observed({ ours: [worktree] }, server));
    expect(text).toContain('pane restart --prompt login');
    expect(text).toContain('setup changed');
    expect(text).not.toContain('open-window');
  });

  test('is told as drifted when the file names another task as its base, and not when that was renamed', () => {
    const [schema, other] = [desired('schema'), desired('other')];
    const ours = [up(schema, 2).worktree, up(other, 3).worktree];
    const driftFrom = (made: Stamp['baseTask'], baseTask: string | null) => {
      const based = worktreeOf(login, {
        stamp: { ...stampOf(login), ...(made === undefined ? {} : { baseTask: made }) },
      });
      const world = observed({ ours: [...ours, based] }, serverWith([paneOf(based, 1)]));
      const task = { ...login, baseTask };
      return planned([task], world, { tasks: new Set([login.name]) });
    };
    const of = (name: string, worktree = up(schema, 2).worktree) => ({ name, id: worktree.stamp.id });
    const drift =
      'drift login: base changed in the file: run `pane archive login`, then add the task again\n';
    expect(driftFrom(of('schema'), 'schema')).toBe('');
    expect(driftFrom(of('former'), 'schema')).toBe('');
    expect(driftFrom(of('schema'), 'other')).toBe(drift);
    expect(driftFrom(of('schema'), null)).toBe(drift);
    expect(driftFrom(null, 'schema')).toBe(drift);
    expect(driftFrom(undefined, 'schema')).toBe(''); // an earlier version's
  });

  test('is not told as drifted over hashes of another version', () => {
    const applied = Object.fromEntries(Object.keys(login.hashes).map((name) => [name, '0:old']));
    const old = worktreeOf(login, { stamp: stampOf(login, { applied }) });
    expect(planned([login], observed({ ours: [old] }, serverWith([paneOf(old, 1)])))).toBe('');
  });

  test('is closed when it is paused', () => {
    const paused = desired('login', { prompt: 'Rewrite the login page', paused: true });
    expect(planned([paused], observed({ ours: [worktree] }, server))).toBe('close-window login  (paused)\n');
  });

  test('is archived when it left the file', () => {
    expect(planned([], observed({ ours: [worktree] }, server))).toBe(
      'archive-worktree login  (no longer in the file)\n',
    );
  });

  test('is not archived when other tasks were named, or within its grace', () => {
    const other = desired('other');
    const world = observed({ ours: [worktree, up(other, 2).worktree] }, server);
    expect(planned([other], world, { tasks: new Set([other.name]) })).not.toContain('archive');
    expect(planned([other], world, { kept: new Set([login.name]) })).not.toContain('archive');
  });
});

describe('a window that is gone', () => {
  const lost = worktreeOf(login, { claim: claim(100, { liveness: 'dead', serverIsAlive: false }) });
  const closed = worktreeOf(login, { claim: claim(100, { liveness: 'dead' }) });

  test('is opened again', () => {
    expect(planned([login], observed({ ours: [lost] }))).toBe('open-window login  (its window is gone)\n');
  });

  test('stays closed under watch if it was closed by hand, not if its server was lost', () => {
    expect(planned([login], observed({ ours: [closed] }, serverWith([])), { reopens: false })).toBe('');
    expect(planned([login], observed({ ours: [lost] }), { reopens: false })).toContain('open-window');
  });

  test('stays closed after `down login` until it is named or the task changes', () => {
    const held = worktreeOf(login, {
      claim: claim(100, { liveness: 'dead' }),
      stamp: stampOf(login, { hold: { reason: 'down', hash: login.hash } }),
    });
    const world = observed({ ours: [held] });
    expect(planned([login], world)).toBe('');
    expect(planned([login], world, { tasks: new Set([login.name]) })).toContain('open-window');
    expect(planned([desired('login', { prompt: 'New' })], world, { reopens: false })).toContain(
      'open-window',
    );
  });

  test('is not opened while its agent runs where it can not be seen', () => {
    const elsewhere = worktreeOf(login, { claim: claim(100, { socket: '/other' }) });
    const text = planned([login], observed({ ours: [elsewhere] }));
    expect(text).toContain('already runs as process 100 on the tmux server at /other');
    expect(text).not.toContain('open-window');
  });

  test('is not opened while tmux could not be asked', () => {
    const world = observed({ ours: [lost] }, null, { tmux: { known: false, reason: 'permission denied' } });
    expect(planned([login], world)).toBe('unknown: could not ask tmux: permission denied\n');
  });
});

describe('a window whose launcher gave up', () => {
  function failed(reason: string, program = 'bash'): Snapshot {
    const worktree = worktreeOf(login, {
      launcher: { state: 'failed', at: 1, code: 1, reason, shell: 'bash', paste: '' },
    });
    return observed({ ours: [worktree] }, serverWith([paneOf(worktree, 1, { program })]));
  }

  test('is opened anew, unless something else runs in it', () => {
    expect(planned([login], failed('setup 1'))).toContain('open-window login  (setup command 1 failed');
    expect(planned([login], failed('setup 1', 'vim'))).not.toContain('open-window');
  });

  test('is left alone where the prompt was perhaps delivered', () => {
    const text = planned([login], failed('prompt'));
    expect(text).toContain('pane restart --prompt login');
    expect(text).not.toContain('open-window');
  });
});

test('of a task at which another process is at work nothing is known yet', () => {
  const { worktree, pane } = up(login);
  const world = observed({ ours: [worktree] }, serverWith([{ ...pane, dead: true }]));
  expect(planned([login], world)).toContain('open-window login');
  expect(planned([login], { ...world, busy: [{ task: login.name, pid: 42 }] })).toBe(
    'busy login: process 42 is at work there; try again when it is done\n',
  );
});

describe('removals', () => {
  const names = ['a', 'b', 'c', 'd'];
  const tasks = names.map((name) => desired(name));
  const live = tasks.map((task, index) => up(task, index + 1));
  const world = observed(
    { ours: live.map(({ worktree }) => worktree) },
    serverWith(live.map(({ pane }) => pane)),
  );

  test('of up to a half happen', () => {
    expect(planned(tasks.slice(0, 2), world)).toContain('archive-worktree c');
  });

  test('count those of hosts too', () => {
    const text = planned(tasks.slice(0, 3), world, { leftOnHosts: { gone: 5, of: 5 } });
    expect(text).toContain('6 of 9 tasks left the file at once');
    expect(text).not.toContain('archive-worktree');
  });

  test('are none where a task is to be on a host now', () => {
    const text = planned([], world, { elsewhere: new Map(names.map((name) => [name, 'big'])) });
    expect(text).not.toContain('archive-worktree');
    expect(text).toContain('is to be on host big now, but it is here, and nothing is moved');
  });

  test('leave out one that is on a host now, whatever the others do', () => {
    const elsewhere = new Map([['d', 'big']]);
    expect(planned(tasks.slice(0, 3), world, { elsewhere })).not.toContain('archive-worktree');
    // What was begun here before is finished.
    const [, , , last] = live;
    if (last === undefined) throw new Error('no task');
    const archive = archived(last.worktree.path ?? '', { step: 'archiving' });
    const stamp = { ...last.worktree.stamp, archive };
    const begun = observed({ ours: [{ ...last.worktree, claim: null, stamp }] });
    expect(planned([], begun, { elsewhere })).toMatch(/^archive-worktree d {2}\(continue .*\)\n$/);
  });

  test('of two of three tasks need a word', () => {
    const three = observed(
      { ours: live.slice(0, 3).map(({ worktree }) => worktree) },
      serverWith(live.slice(0, 3).map(({ pane }) => pane)),
    );
    expect(planned(tasks.slice(0, 1), three)).toContain('2 of 3 tasks left the file at once');
  });

  test('count neither what is archived nor what looks renamed', () => {
    const ours = live.map(({ worktree }, index) =>
      index < 2
        ? worktree
        : { ...worktree, claim: null, stamp: { ...worktree.stamp, archive: archived(worktree.path ?? '') } },
    );
    const two = serverWith(live.slice(0, 2).map(({ pane }) => pane));
    // Both that exist, of four with the archives.
    expect(planned([], observed({ ours }, two))).toContain('2 of 2 tasks left the file at once');
    const [a, b, c, d] = tasks;
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('no task');
    const renames = new Map([[desired('e').name, c.name]]);
    // Three left, one of them by its new name.
    const text = planned([a, desired('e')], world, { renames });
    expect(text).toContain('archive-worktree b');
    expect(text).toContain('archive-worktree d');
    expect(text).not.toContain('archive-worktree c');
  });

  test('wait where tmux can not tell what runs', () => {
    const [one] = live;
    if (one === undefined) throw new Error('no task');
    const unasked = { known: false, reason: 'no permission' } as const;
    const text = planned([], observed({ ours: [one.worktree] }, null, { tmux: unasked }));
    expect(text).not.toContain('archive-worktree');
  });

  test('wait for an agent that can not be ended from here, and for a program of the user in its window', () => {
    const [one] = live;
    if (one === undefined) throw new Error('no task');
    const { worktree, pane } = one;
    const left = (liveness: 'elsewhere' | 'alive', serverPid = 1) =>
      planned(
        [],
        observed({ ours: [{ ...worktree, claim: claim(101, { liveness, serverPid }) }] }, serverWith([])),
      );
    expect(left('elsewhere')).toContain('conflict a: left the file, but its agent may be running on');
    expect(left('alive', 7)).toContain('conflict a: left the file, but its agent already runs');
    // It outlived its window: to archive it ends it.
    expect(left('alive')).toContain('archive-worktree a');
    const users = paneOf(worktree, 9, { window: pane.window, opened: false, program: 'vim', pid: 999 });
    const beside = serverWith([pane, users]);
    const text = planned([], observed({ ours: [worktree] }, beside));
    expect(text).toContain('conflict a: left the file, but you opened a pane');
    expect(text).not.toContain('archive-worktree');
    const begun = {
      ...worktree.stamp,
      archive: archived(worktree.path ?? '', { step: 'archiving' as const }),
    };
    expect(planned([], observed({ ours: [{ ...worktree, stamp: begun }] }, beside))).not.toContain(
      'archive-worktree',
    );
  });

  test('that need a word do not keep an archive that was begun', () => {
    const [first, ...rest] = live;
    if (first === undefined) throw new Error('no task');
    const { worktree } = first;
    const begun = {
      ...worktree.stamp,
      archive: archived(worktree.path ?? '', { step: 'archiving' as const }),
    };
    const ours = [{ ...worktree, claim: null, stamp: begun }, ...rest.map((each) => each.worktree)];
    const text = planned([], observed({ ours }, serverWith(rest.map(({ pane }) => pane))));
    expect(text).toContain('3 of 3 tasks left the file at once');
    expect(text.match(/^archive-worktree .*$/gm)).toEqual([
      expect.stringContaining('archive-worktree a  (continue where it stopped'),
    ]);
  });

  test('of more than a half need a word', () => {
    const text = planned(tasks.slice(0, 1), world);
    expect(text).toContain('3 of 4 tasks left the file at once');
    expect(text).not.toContain('archive-worktree');
    expect(planned(tasks.slice(0, 1), world, { yes: true })).toContain('archive-worktree d');
  });

  test('of one of one task happen', () => {
    const [one] = live;
    if (one === undefined) throw new Error('no task');
    expect(planned([], observed({ ours: [one.worktree] }, serverWith([one.pane])))).toContain(
      'archive-worktree a',
    );
  });
});

describe('a task that returns', () => {
  const back = worktreeOf(login, {
    claim: null,
    stamp: stampOf(login, { archive: archived(login.worktree) }),
  });
  const world = observed({ ours: [back] });

  test('gets its worktree back', () => {
    expect(planned([login], world)).toBe(`restore-worktree login  (back in the file)
open-window login  (no window yet)  after: restore-worktree:login
`);
  });

  test('with another prompt is a conflict with two ways out', () => {
    const text = planned([desired('login', { prompt: 'Another' })], world);
    expect(text).toContain('`pane restore login`');
    expect(text).toContain('`pane up --fresh login`');
    expect(text).not.toContain('restore-worktree');
  });

  test('starts anew with --fresh, on a branch that is free', () => {
    const refs = [mainRef, { ...mainRef, name: 'refs/heads/login', commit: 'b'.repeat(40) }];
    const text = planned([login], observed({ ours: [back], refs }), {
      fresh: true,
      tasks: new Set([login.name]),
    });
    expect(text).toContain('branch login-2 from main');
  });
});

test('what was begun is finished before anything else', () => {
  const archiving = worktreeOf(login, {
    stamp: stampOf(login, { archive: archived('/x', { step: 'archiving' }) }),
  });
  expect(planned([], observed({ ours: [archiving] }))).toBe(
    'archive-worktree login  (continue where it stopped)\n',
  );
  const half = worktreeOf(login, { stamp: stampOf(login, { progress: 'hook' }), claim: null });
  expect(planned([login], observed({ ours: [half] }))).toContain(
    'create-worktree login  (continue where it stopped)',
  );
});

test('nothing is planned where git could not be asked', () => {
  const world = observed({}, null, { git: { known: false, reason: 'fork failed' } });
  expect(planned([login], world)).toBe('unknown: could not ask git: fork failed\n');
});

test('two projects of one name in one repository are a conflict', () => {
  expect(planned([login], observed({ namesakes: [{ config: 'sub/pane.config.yaml', isThere: true }] }))).toBe(
    'conflict: sub/pane.config.yaml is another project of this name in this repository: set another `project:` name in one of them\n',
  );
});
