/**
 * A git or a tmux that can't be asked about the tasks is not taken for one that has none.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('while git could not be asked, status shows every task as unknown, and nothing is done', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const admin = { cwd: 'repo/.git/worktrees/one/pane' };
  await sandbox.sh('mv stamp.json kept; mkdir stamp.json', admin);
  const windows = () => sandbox.tmux('list-windows', '-a', '-F', '#{window_id} #{window_name}');
  const before = await windows();

  const { tasks } = await project.status();
  expect(tasks).toMatchObject([
    { name: 'one', state: 'unknown', message: expect.stringContaining('EISDIR') },
    { name: 'two', state: 'unknown' },
  ]);
  const attach = await project.pane(['attach', 'one']);
  expect(attach.exitCode).toBe(1);
  expect(attach.stderr).toContain('could not ask git: EISDIR');
  for (const command of [['up', '--once'], ['down'], ['archive', 'one']]) {
    const { exitCode, stderr } = await project.pane(command);
    expect([command, exitCode]).toEqual([command, 1]);
    expect(stderr).toContain('could not ask git: EISDIR');
  }
  expect(await windows()).toBe(before);

  await sandbox.sh('rmdir stamp.json; mv kept stamp.json', admin);
  expect(await project.plan()).toEqual([]);
  await sandbox.launched(2);
});

test('while tmux could not be asked, nothing is restored', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  expect(await project.pane(['archive', 'one'])).toMatchObject({ exitCode: 0 });
  const file = await sandbox.read('repo/pane.config.yaml');
  const server = await sandbox.tmux('display-message', '-p', '#{pid}');
  await sandbox.sh(`rm '${sandbox.socket}'`);

  const { exitCode, stderr } = await project.pane(['restore', 'one']);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining('could not ask tmux'),
  });
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(file);
  expect(await sandbox.sh('ls', { cwd: 'repo.worktrees' })).toBe('two');

  process.kill(Number(server), 'SIGUSR1');
  await eventually(async () => expect(await sandbox.tmux('list-sessions')).not.toBe(''));
  expect(await project.pane(['restore', 'one'])).toMatchObject({ exitCode: 0 });
});
