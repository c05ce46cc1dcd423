/**
 * What is in a task's window: setup before the agent, further panes, the environment, what it does in the end.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('setup runs in order before the agent; its first failure stops the task, and the next up goes on', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [
      {
        name: 'one',
        prompt: 'Once',
        setup: ['echo first >> log', 'test -e ../mended', 'echo third >> log'],
        panes: [{ run: 'echo pane >> log' }],
      },
      { name: 'missing', agent: 'absent' },
      'fine',
    ],
    agents: { stub: { command: ['stub'] }, absent: { command: ['no-such-agent'] } },
  });
  const first = await project.up(['--wait=60']);
  expect(first.exitCode).toBe(1);
  expect(first.stderr).toContain('failed one: setup command 2 failed with exit code 1');
  expect(await project.states()).toEqual({ one: 'failed', missing: 'failed', fine: 'running' });
  expect((await project.task('one')).message).toContain('setup command 2 failed with exit code 1');
  expect((await project.task('missing')).message).toMatch(/^command not found: \S/);
  expect(await sandbox.read('repo.worktrees/one/log')).toBe('first\n');
  const { window } = await project.task('one');

  // Something else runs in the failed window by now: it is told, and left alone.
  const pane = (await project.task('one')).pane ?? '';
  await sandbox.tmux('send-keys', '-t', pane, 'exec cat', 'Enter');
  await eventually(async () =>
    expect(await sandbox.tmux('display-message', '-p', '-t', pane, '#{pane_current_command}')).toBe('cat'),
  );
  const busy = await project.up();
  expect(busy.exitCode).toBe(1);
  expect(busy.stderr).toContain('cat runs now');
  expect((await project.task('one')).window).toBe(window);
  await sandbox.tmux('respawn-pane', '-k', '-t', pane, 'sh');
  await sandbox.write('repo.worktrees/mended', '');
  await sandbox.write('bin/no-such-agent', '#!/bin/sh\nexec cat\n', { mode: 0o755 });
  await project.upDone();
  await project.eventually({ one: 'running', missing: 'running', fine: 'running' });
  await eventually(async () =>
    expect(await sandbox.read('repo.worktrees/one/log')).toBe('first\nfirst\nthird\npane\n'),
  );
  const launches = await sandbox.launched(2);
  expect(launches.map(({ env, argv }) => [env.PANE_TASK, ...argv]).sort()).toEqual([
    ['fine', 'Prompt of fine'],
    ['one', 'Once'],
  ]);
});

test('further panes stand where the file says; what finds no room is told and the rest is there', async () => {
  await using sandbox = await Sandbox.create();
  const pane = (split: string, size: string | number) => ({ run: 'cat', split, size });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [
      { name: 'some', panes: [pane('right', '25%'), pane('below', 10)] },
      { name: 'many', panes: Array.from({ length: 40 }, () => pane('below', 2)) },
    ],
  });
  const { exitCode, stderr } = await project.up(['--wait=60']);
  expect(exitCode).toBe(0);
  expect(stderr).toContain('could not open every pane of its window');
  expect(await project.states()).toEqual({ some: 'running', many: 'running' });
  const sizes = await sandbox.tmux('list-panes', '-t', '=repo:=some', '-F', '#{pane_width}x#{pane_height}');
  expect(sizes.split('\n')).toEqual(['149x39', '149x10', '50x50']);
  expect(
    Number(await sandbox.tmux('display-message', '-p', '-t', '=repo:=many', '#{window_panes}')),
  ).toBeGreaterThan(5);
  expect(await project.plan()).toEqual([]);
  expect((await project.pane(['down'])).exitCode).toBe(0);
});

test('a window has the environment that the file gives it, and nothing of the command that opened it', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    env_pass: ['TOKEN', 'AWS_*'],
    agents: { stub: { command: ['stub'], env: { FROM: 'agent', AGENT: '1' } } },
    defaults: { env: { FROM: 'defaults', DEFAULTS: '1' } },
    tasks: [{ name: 'one', prompt: 'x', env: { FROM: "task's $HOME\n;", EMPTY: '' } }, 'two'],
  });
  const env = { TOKEN: "a 'secret'; $(x)\n#{pane_id}", AWS_KEY: 'key', AWSOME: 'no', OTHER: 'no' };
  await sandbox.tmux('new-session', '-d', '-s', 'mine', 'sh', '-c', 'exec cat');
  await project.upDone([], { env });
  const launches = await sandbox.launched(2);
  const [one, two] = ['one', 'two'].map(
    (task) => launches.find(({ env: { PANE_TASK } }) => PANE_TASK === task)?.env ?? {},
  );
  expect(one).toMatchObject({
    TOKEN: env.TOKEN,
    AWS_KEY: 'key',
    FROM: "task's $HOME\n;",
    EMPTY: '',
    AGENT: '1',
  });
  expect(two).toMatchObject({ FROM: 'defaults', DEFAULTS: '1', TOKEN: env.TOKEN });
  expect(Object.keys({ ...one, ...two }).filter((name) => /^(OTHER|AWSOME)$/.test(name))).toEqual([]);
  expect(one?.PANE_ID).not.toBe(two?.PANE_ID);
  // What was passed is in no command line and in no option of tmux's, which other users could list.
  expect(await sandbox.tmux('list-panes', '-a', '-F', '#{pane_start_command}')).not.toContain('secret');
  expect(await sandbox.tmux('show-environment', '-g')).not.toMatch(/PANE_ID|secret/);
});

test('a prompt for an agent that takes none is told, once', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: ['one', { name: 'two' }],
    agents: { stub: { command: ['stub'], prompt: 'none' } },
  });
  const first = await project.up();
  expect(first.stderr).toContain(
    'warning one: its agent takes no prompt, so none was given; `pane send one` types one in\n',
  );
  expect(first.stderr).not.toContain('warning two');
  await project.pane(['down']);
  const again = await project.up();
  expect({ exitCode: again.exitCode, stderr: again.stderr }).toMatchObject({ exitCode: 0 });
  expect(again.stderr).not.toContain('warning one');
});

test('a prompt that an agent takes none of does not count as given, however it was restarted', async () => {
  await using sandbox = await Sandbox.create();
  const agents = { stub: { command: ['stub'], prompt: 'none' } };
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'], agents });
  await project.upDone();
  await sandbox.launched(1);
  await project.write({ tasks: [{ name: 'one', prompt: 'Another.' }], agents });
  expect((await project.task('one')).drift).toEqual([]);

  const restarted = await project.pane(['restart', '--prompt', 'one']);
  expect(restarted).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('its agent takes no prompt, so none was given'),
  });
  expect((await project.task('one')).drift).toEqual([]);
  expect((await sandbox.launched(2)).map(({ argv }) => argv)).toEqual([[], []]);

  // With an agent that takes one, it was never given, and is delivered.
  const takes = { stub: { command: ['stub'], prompt: 'argument' } };
  await project.write({ tasks: [{ name: 'one', prompt: 'Another.' }], agents: takes });
  await project.pane(['trust', '--yes']);
  expect(await project.pane(['restart', '--prompt', 'one'])).toMatchObject({ exitCode: 0 });
  expect((await sandbox.launched(3)).at(-1)?.argv).toEqual(['Another.']);

  // One that was changed while nobody could take it is drift once somebody can, and not given unasked.
  for (const [index, command] of [agents, takes].entries()) {
    await project.write({ tasks: [{ name: 'one', prompt: 'A third.' }], agents: command });
    await project.pane(['trust', '--yes']);
    expect(await project.pane(['restart', 'one'])).toMatchObject({ exitCode: 0 });
    await sandbox.launched(4 + index);
  }
  expect((await project.task('one')).drift).toEqual(['prompt']);
  expect(sandbox.launches().flatMap(({ argv }) => argv)).not.toContain('A third.');
});

test('a prompt that was changed or taken out where none is given keeps no task from coming back', async () => {
  await using sandbox = await Sandbox.create();
  const agents = {
    stub: { command: ['stub'], prompt: 'none' },
    takes: { command: ['stub'], prompt: 'argument' },
  };
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: ['none', { name: 'out', prompt: 'Once.', agent: 'takes' }],
    agents,
  });
  await project.upDone();
  const tasks = [
    { name: 'none', prompt: 'Another.' },
    { name: 'out', agent: 'takes' },
  ];
  await project.write({ tasks, agents });
  expect(await project.pane(['restart', 'none', 'out'])).toMatchObject({ exitCode: 0 });
  expect(await project.pane(['down', '--archive'])).toMatchObject({ exitCode: 0 });
  await project.upDone();
  expect(await project.states()).toEqual({ none: 'running', out: 'running' });
  expect((await project.status()).archived).toEqual([]);

  // The one is put back, the other changed once more, without a restart.
  await project.write({
    tasks: [
      { name: 'none', prompt: 'A third.' },
      { name: 'out', prompt: 'Once.', agent: 'takes' },
    ],
    agents,
  });
  expect(await project.pane(['down', '--archive'])).toMatchObject({ exitCode: 0 });
  await project.upDone();
  expect(await project.states()).toEqual({ none: 'running', out: 'running' });
});

test('up tells at once that the program of an agent is not there', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [
      { name: 'missing', agent: 'absent' },
      { name: 'brought', agent: 'late', setup: ['cp "$(command -v stub)" ./late'] },
    ],
    agents: { absent: { command: ['no-such-agent'] }, late: { command: ['./late'] } },
  });
  for (const args of [[], ['--wait=60']]) {
    const { exitCode, stderr } = await project.up(args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('failed missing: opening the window: command not found: no-such-agent\n');
    expect(stderr).toContain('Install it, or correct the command of `absent`; then `pane up missing`.');
    expect(stderr).not.toContain('failed brought');
  }
  await project.eventually({ missing: 'failed', brought: 'running' });
  await sandbox.write('bin/no-such-agent', '#!/bin/sh\nexec cat\n', { mode: 0o755 });
  await project.upDone();
  await project.eventually({ missing: 'running', brought: 'running' });
});
