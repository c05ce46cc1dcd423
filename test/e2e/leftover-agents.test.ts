/**
 * A worktree that the user removed with git while its agent runs: no second agent gets the same prompt beside it.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('a task is not made anew while an agent of its removed worktree runs in a window', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one', 'two'] });
  await project.upDone();
  await sandbox.launched(2);
  const { window } = await project.task('one');
  await repository.git('worktree', 'remove', '--force', sandbox.path('repo.worktrees/one'));

  const { exitCode, stderr } = await project.up();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('one: its former worktree was removed, but');
  expect(stderr).toContain(`\`tmux kill-window -t '${window}'\`, then run \`pane up one\``);
  expect(stderr.match(/former worktree|to no worktree/g)).toHaveLength(1);
  expect(await project.task('one')).toMatchObject({
    state: 'conflict',
    message: expect.stringContaining('former worktree'),
  });
  expect(await sandbox.sh('ls repo.worktrees')).toBe('two');
  await sandbox.launched(2);

  await sandbox.tmux('kill-window', '-t', window ?? '');
  await project.upDone();
  expect(await project.states()).toEqual({ one: 'running', two: 'running' });
  await sandbox.launched(3);
});

test('nor while one runs without a window', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const stubborn = '#!/bin/sh\ntrap : HUP\nwhile :; do sleep 1000 & wait $!; done\n';
  await sandbox.write('bin/stubborn', stubborn, { mode: 0o755 });
  const project = await TestProject.create(sandbox, repository, {
    agents: { stubborn: { command: ['stubborn'] } },
    tasks: [{ name: 'one', prompt: 'Go', agent: 'stubborn' }],
  });
  await project.upDone();
  const pid = (await sandbox.read('repo/.git/worktrees/one/pane/agent')).match(/^pid (\d+)/)?.[1];
  await sandbox.tmux('kill-server');
  await repository.git('worktree', 'remove', '--force', sandbox.path('repo.worktrees/one'));

  const { exitCode, stderr } = await project.up();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('one: its former worktree was removed, but these processes still run for it');
  expect(stderr).toContain(`stubborn (${pid})`);
  expect(await project.states()).toEqual({ one: 'conflict' });
});
