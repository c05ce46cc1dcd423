/**
 * Archive and restore by somebody who stands in the worktree that is moved.
 */
import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('a task is archived from inside its worktree, and restored from inside its archive', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }, { name: 'other' }]);
  await project.up();
  await mkdir(`${project.worktree('login')}/deep/down`, { recursive: true });

  // The shell's directory goes with the worktree: what it is called then is no place any more.
  const cwd = `${project.worktree('login')}/deep/down`;
  expect(await project.pane(['archive', 'login'], { cwd })).toMatchObject({
    exitCode: 0,
    stderr: expect.not.stringContaining('failed'),
  });
  const [archived] = await project.archived();
  expect(archived).toMatchObject({ task: 'login' });

  const inside = `${archived?.path}/deep`;
  expect(await project.pane(['restore', 'login'], { cwd: inside })).toMatchObject({ exitCode: 0 });
  expect(await project.archived()).toEqual([]);
  const { stdout } = await sandbox.run('ls', [project.worktree('login')]);
  expect(stdout).toContain('deep');

  await project.list([{ name: 'other' }]);
  const removing = await project.pane(['up', '--once', '--yes'], { cwd });
  expect(removing).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 task archived') });
});
