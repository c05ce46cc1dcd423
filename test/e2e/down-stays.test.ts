/**
 * A task that was named to `down` stays down until it is named to `up`, in the archive too.
 */
import { rename, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('what `down --archive` was told by name stays in the archive until it is named', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  await sandbox.launched(2);
  await sandbox.write('repo.worktrees/one/notes', 'mine');
  const down = await project.pane(['down', '--archive', 'one']);
  expect(down.exitCode).toBe(0);
  expect(await project.plan()).toEqual([]);
  await project.upDone();
  expect(await project.states()).toEqual({ one: 'stopped', two: 'running' });
  expect((await project.task('one')).message).toContain('pane up');

  await project.upDone(['one']);
  await sandbox.launched(3);
  expect(await project.states()).toEqual({ one: 'running', two: 'running' });
  expect(await sandbox.read('repo.worktrees/one/notes')).toBe('mine');
  expect(await project.plan()).toEqual([]);

  // Restored by name it is as every task of the file.
  expect((await project.pane(['down', '--archive', 'one'])).exitCode).toBe(0);
  expect((await project.pane(['restore', 'one'])).exitCode).toBe(0);
  await project.upDone();
  expect(await project.states()).toEqual({ one: 'running', two: 'running' });
  expect((await sandbox.launched(4)).map(({ argv }) => argv.join())).toEqual(
    expect.arrayContaining(['Prompt of one', 'Prompt of two', '--again', '--again']),
  );

  // What is down has no window that a restart could say it closed.
  expect((await project.pane(['down', 'two'])).stdout).toBe('1 window closed.\n');
  expect((await project.pane(['down', 'two'])).stdout).toBe('Nothing to do.\n');
  expect((await project.task('two')).message).toBe('taken down by name; `pane up two` brings it up');
  const { operations } = JSON.parse((await project.pane(['restart', 'two', '--json'])).stdout);
  expect(operations).toMatchObject([{ kind: 'open-window', outcome: 'done' }]);

  await project.write({ tasks: ['one', 'two', 'three'] });
  const pending = await project.pane(['down', 'three']);
  expect(pending.exitCode).toBe(0);
  expect(pending.stderr).toContain("three: has no worktree yet, so it can't be kept down");
});

test('a window that is of no worktree of the repository is told, and left to the user', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one', 'two'] });
  await project.upDone();
  await rm(sandbox.path('repo.worktrees/one'), { recursive: true });
  await repository.git('worktree', 'prune');
  const windows = async () => (await sandbox.tmux('list-windows', '-a', '-F', '#{window_name}')).split('\n');

  await project.write({ tasks: ['two'] }); // with it in the file, the leftover agent is a conflict
  const up = await project.up(['--wait=60']);
  expect(up.exitCode).toBe(0);
  expect((await windows()).sort()).toEqual(['one', 'two']);
  const told = /one: the window @\d+ of that name belongs to no worktree of this repository/;
  expect(up.stderr).toMatch(told);
  expect((await project.pane(['status'])).stdout).toMatch(told);
  const down = await project.pane(['down']);
  expect(down).toMatchObject({
    exitCode: 0,
    stdout: '1 window closed.\n',
    stderr: expect.stringMatching(told),
  });
  expect(await windows()).toEqual(['one']);
});

test('down in a repository that took the place of a moved one closes nothing of that one', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await project.upDone();
  await rename(repository.path, sandbox.path('moved'));
  await sandbox.git('clone', '--quiet', 'moved', 'repo');
  await project.write({ tasks: ['two'] });
  expect(await project.up(['--once', '--trust'])).toMatchObject({ exitCode: 0 });
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0, stdout: '1 window closed.\n' });
  expect(await sandbox.tmux('list-windows', '-a', '-F', '#{window_name} #{pane_dead}')).toBe('one 0');
});
