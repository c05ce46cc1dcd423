/**
 * Places that the file names: through symbolic links, and not before they were approved.
 */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('a path that leads through a symbolic link is the place that it leads to', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.sh('mkdir real; ln -s real link; ln -s ../link real/again');
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    worktrees: '../link/again/trees',
    tasks: ['one', { name: 'two', worktree: '../link/two' }],
  });
  await project.upDone();
  expect(await project.plan()).toEqual([]);
  expect((await project.status()).tasks).toMatchObject([
    { state: 'running', worktree: sandbox.path('real/trees/one'), drift: [] },
    { state: 'running', worktree: sandbox.path('real/two'), drift: [] },
  ]);
  expect((await project.pane(['archive', 'one'])).exitCode).toBe(0);
  expect((await project.pane(['restore', 'one'])).exitCode).toBe(0);
  await project.upDone();
  expect(await project.plan()).toEqual([]);
  expect((await project.task('one')).worktree).toBe(sandbox.path('real/trees/one'));
});

test('a tmux server that was not approved is not spoken to', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const real = await sandbox.sh('command -v tmux');
  const log = sandbox.path('tmux.log');
  await sandbox.write('bin/tmux', `#!/bin/sh\necho "$*" >> '${log}'\nexec ${real} "$@"\n`, { mode: 0o755 });
  const project = await TestProject.create(sandbox, repository, {
    tmux: { socket: '../other' },
    tasks: ['one'],
  });

  const { tasks, warnings } = await project.status();
  expect(tasks).toMatchObject([{ name: 'one', state: 'pending' }]);
  expect(warnings.join()).toContain(`the tmux socket ${sandbox.path('other')} is not approved`);
  for (const command of [['plan'], ['down'], ['attach'], ['up', '--once']]) {
    const { exitCode, stdout, stderr } = await project.pane(command);
    expect([command, exitCode]).toEqual([command, command[0] === 'up' ? 4 : 1]);
    expect(stdout + stderr).toContain('not approved');
  }
  expect(existsSync(log)).toBe(false);
  expect(existsSync(sandbox.path('repo.worktrees'))).toBe(false);

  await project.upDone();
  expect(await project.states()).toEqual({ one: 'running' });
  expect(await sandbox.read('tmux.log')).toContain(`-S ${sandbox.path('other')} `);
});

test('a task that returns is not moved to a place that was not approved', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const away = await project.pane(['down', '--archive']);
  expect(away.exitCode).toBe(0);
  const prompt = 'Prompt of one';
  await project.write({ tasks: [{ name: 'one', prompt, worktree: '../outside/one' }] });

  for (const command of [
    ['up', '--once'],
    ['restore', 'one'],
  ]) {
    const { exitCode, stderr } = await project.pane(command);
    expect([command, exitCode]).toEqual([command, 4]);
    expect(stderr).toContain('pane trust');
  }
  expect(existsSync(sandbox.path('outside'))).toBe(false);

  await project.upDone();
  expect((await project.task('one')).worktree).toBe(sandbox.path('outside/one'));
});
