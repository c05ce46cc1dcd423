/**
 * The tmux server goes away, or can't be seen: no work is lost and no second agent is started.
 */
import { rename } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { processesOf } from '../support/processes.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('after the server was lost, up brings all windows back in their worktrees and gives no prompt twice', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  await sandbox.launched(2);
  const first = await sandbox.tmux('display-message', '-p', '#{pid}');

  // At once: the agents may still be on their way out.
  await sandbox.tmux('kill-server');
  await project.upDone();
  await sandbox.launched(4);
  const second = await sandbox.tmux('display-message', '-p', '#{pid}');
  expect(second).not.toBe(first);

  process.kill(Number(second), 'SIGKILL');
  await eventually(async () => expect((await project.status()).socket).toBe(sandbox.socket));
  // The ids of the new server, which begin anew, stand for other windows than the old one's.
  await sandbox.tmux('new-session', '-d', '-s', 'mine', 'sh', '-c', 'exec cat');
  await project.upDone();

  const launches = await sandbox.launched(6);
  const ofOne = launches.filter(({ env }) => env.PANE_TASK === 'one');
  expect(ofOne.map(({ argv }) => argv)).toEqual([['Prompt of one'], ['--again'], ['--again']]);
  for (const launch of launches) expect(launch.cwd).toBe(launch.env.PANE_WORKTREE);
  expect(await sandbox.tmux('list-windows', '-t', '=mine:', '-F', '#{@pane_task}')).toBe('');
  expect(await project.plan()).toEqual([]);
});

test('what of pane runs in a window ends with its terminal, and does not write to it for ever', async () => {
  await using sandbox = await Sandbox.create();
  const content = { defaults: { agent: 'demo' }, tasks: ['one'] };
  const project = await TestProject.create(sandbox, await sandbox.repository(), content);
  expect(await project.pane(['up', '--trust'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'waiting' });
  await sandbox.tmux('kill-server');
  await eventually(() => expect(processesOf(sandbox.root)).toEqual([]));
});

test('a server whose socket file is gone is not taken for an absent one', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const server = await sandbox.tmux('display-message', '-p', '#{pid}');
  await rename(sandbox.socket, sandbox.path('hidden'));
  await project.write({ tasks: ['one', 'new'] });

  // No second server, not even for the new task's window or the watcher's.
  const { exitCode, stderr } = await project.pane(['up', '--trust']);
  expect(await sandbox.sh('test -e t || echo none')).toBe('none');
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`the server of ${sandbox.socket}, process ${server}, runs`);
  expect(await project.states()).toMatchObject({ one: 'unknown' });
  for (const command of [['down'], ['restart', 'one'], ['archive', 'one']]) {
    const ended = await project.pane(command);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain(`kill -USR1 ${server}`);
  }

  // The way out that the message names.
  process.kill(Number(server), 'SIGUSR1');
  await eventually(() => sandbox.tmux('list-sessions'));
  expect(await project.states()).toMatchObject({ one: 'running' });
  await project.upDone();
  expect((await sandbox.launched(2)).map(({ env }) => env.PANE_TASK)).toEqual(['one', 'new']);
});

test('an agent that runs on one server is not started on another, whichever is meant', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await project.upDone();
  await sandbox.tmuxAt('other', 'new-session', '-d', '-s', 'repo', 'sh', '-c', 'exec cat');
  const other = sandbox.path('other');
  const before = await sandbox.tmuxAt('other', 'list-windows', '-a', '-F', '#{window_id} #{window_name}');

  // Named: a conflict that says where the agent is. Neither of these touches it from there.
  const elsewhere = { env: { PANE_TMUX_SOCKET: other } };
  const { exitCode, stderr } = await project.up([], elsewhere);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`tmux -S ${sandbox.socket} attach`);
  for (const command of [['archive', 'one'], ['restart', 'one'], ['down', 'one'], ['down']]) {
    const ended = await project.pane(command, elsewhere);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain(sandbox.socket);
  }
  await project.write({ tasks: [] });
  expect((await project.up(['--yes'], elsewhere)).exitCode).toBe(1);
  await project.write({ tasks: ['one'] });

  // Only happened upon, by running inside it: the project's own server is used.
  const inside = { env: { PANE_TMUX_SOCKET: undefined, TMUX: `${other},1,0` } };
  await project.upDone([], inside);
  expect(await project.plan(inside)).toEqual([]);

  expect(await sandbox.tmuxAt('other', 'list-windows', '-a', '-F', '#{window_id} #{window_name}')).toBe(
    before,
  );
  expect(await project.states()).toEqual({ one: 'running' });
  await sandbox.launched(1);
});

test('an agent that outlives its window or its server is not joined by a second one', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write(
    'bin/deaf',
    `#!/bin/sh\necho $$ >> '${sandbox.path('deaf')}'\ntrap '' HUP\nwhile :; do sleep 1; done\n`,
    {
      mode: 0o755,
    },
  );
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { deaf: { command: ['deaf'] } },
    tasks: [{ name: 'one', agent: 'deaf' }],
  });
  await project.upDone();

  await sandbox.tmux('new-session', '-d', 'sh', '-c', 'exec cat');

  for (const loss of [['kill-window', '-t', '=repo:one'], ['kill-server']]) {
    await sandbox.tmux(...loss);
    const { exitCode, stderr } = await project.up();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('`pane restart one` restarts it');
    expect((await project.task('one')).state).toBe('conflict');
  }

  // The way out that the message names.
  const first = Number(await sandbox.read('deaf'));
  expect((await project.pane(['restart', 'one'])).exitCode).toBe(0);
  await eventually(async () => expect((await sandbox.read('deaf')).trim().split('\n')).toHaveLength(2));
  // Not by a signal: what nobody collects yet still has its number.
  const running = () => processesOf(sandbox.root).map(({ pid }) => pid);
  expect(running()).not.toContain(first);

  // So does `down`: it is no part of any window any more.
  const second = Number((await sandbox.read('deaf')).trim().split('\n').at(-1));
  await sandbox.tmux('kill-server');
  expect(running()).toContain(second);
  expect((await project.pane(['down'])).exitCode).toBe(0);
  expect(running()).not.toContain(second);
});
