/**
 * A stamp that is damaged, or of a newer version, is told as that: its worktree and its window are not called foreign. So
 * is the record of a worktree in the making.
 */
import { expect, test } from 'vitest';
import { killPaneAt } from '../support/kill-at.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const STAMP = 'repo/.git/worktrees/one/pane/stamp.json';

test.each([
  ['damaged', (text: string) => text.slice(0, 40), 'is damaged: restore it from a backup'],
  [
    'newer',
    (text: string) => text.replace(/"version": \d+/, '"version": 99'),
    'was written by a newer `pane`: use that version',
  ],
])('a stamp that is %s is told with its path and the way out', async (_how, spoil, told) => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const windows = () => sandbox.tmux('list-windows', '-a', '-F', '#{window_id} #W');
  const before = await windows();
  const stamp = await sandbox.read(STAMP);
  await sandbox.write(STAMP, spoil(stamp));
  const message = `its stamp ${sandbox.path(STAMP)} ${told}`;

  const { tasks, warnings } = await project.status();
  expect(tasks).toMatchObject([{ name: 'one', state: 'conflict' }, { state: 'running' }]);
  expect(tasks[0]?.message).toContain(message);
  expect(warnings).toEqual([]);
  for (const args of [['up', '--once'], ['down', 'one'], ['plan']]) {
    const { exitCode, stdout, stderr } = await project.pane(args);
    expect(stdout + stderr).toContain(`one: ${message}`);
    expect(stdout + stderr).not.toMatch(/kill-window|pane did not make it|can't be kept down/);
    if (args[0] !== 'plan') expect([args, exitCode]).toEqual([args, 1]);
  }
  expect((await project.pane(['doctor'])).stdout).not.toContain('kill-window');
  // Nor is it forgotten, or taken for another's, once its task has left the file.
  await project.write({ tasks: ['two'] });
  const { stderr } = await project.up();
  expect(stderr).toContain(`${sandbox.path('repo.worktrees/one')}: ${message}`);
  expect(stderr).not.toContain('kill-window');
  expect(await windows()).toBe(before);

  await project.write({ tasks: ['one', 'two'] });
  await sandbox.write(STAMP, stamp);
  expect(await project.states()).toEqual({ one: 'running', two: 'running' });
  expect(await project.plan()).toEqual([]);
});

test('the record of a worktree in the making that is damaged is told with its path and a way out that works', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone(['two']);
  const { ran } = await killPaneAt(sandbox, 1, ['up', '--once'], { cwd: 'repo', of: 'stamp.json' });
  expect(ran.signal).toBe('SIGKILL');
  const folder = 'repo/.git/pane/making';
  const record = sandbox.path(folder, await sandbox.sh('ls', { cwd: folder }));
  const text = await sandbox.read(record);
  await sandbox.write(record, text.slice(0, 40));

  const worktree = sandbox.path('repo.worktrees/one');
  const told = `one: the record of its worktree in the making, ${record}, is damaged: take what you need from ${worktree}`;
  const { exitCode, stderr } = await project.up();
  expect(exitCode).toBe(1);
  expect(stderr).toContain(told);
  expect(stderr).not.toContain('pane did not make it');
  expect((await project.task('one')).state).toBe('conflict');
  await project.write({ tasks: ['two'] });
  expect((await project.up()).stderr).toContain(
    `one: the record of its worktree in the making, ${record}, is damaged`,
  );
  await sandbox.write(record, text.replace(/"version": \d+/, '"version": 99'));
  expect((await project.up()).stderr).toContain('was written by a newer `pane`: use that version');

  await project.write({ tasks: ['one', 'two'] });
  await sandbox.git('-C', 'repo', 'worktree', 'remove', '--force', '--force', worktree);
  await sandbox.sh(`rm ${record}`);
  await project.upDone();
  expect(await project.states()).toEqual({ one: 'running', two: 'running' });
});
