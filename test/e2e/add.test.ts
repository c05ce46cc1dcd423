/**
 * What `add` can't make is refused, and the file stays as it is; what it is given is meant where the user is.
 */
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { Sandbox } from '../support/sandbox.ts';

test.each([
  { args: ['--base', 'nosuch', 'x'], reason: 'base nosuch names no commit in this repository' },
  { args: ['--agent', 'nosuch', 'x'], reason: 'nosuch' },
  { args: ['--prompt-file', 'nosuch.md'], reason: 'nosuch.md' },
  { args: ['--name', 'LOGIN', 'x'], reason: 'task LOGIN already exists' },
  { args: ['--name', 'a/b', 'x'], reason: '"a/b" is not a valid task name' },
])('add $args', async ({ args, reason }) => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  const before = await sandbox.read('repo/pane.config.yaml');
  const { exitCode, stderr } = await project.pane(['add', ...args]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(reason) });
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before);
  expect(await project.windows()).toEqual(['login']);
});

test('--prompt-file is relative to where the user is, and to the file in the file', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, []);
  await project.repository.write('docs/tasks/one.md', 'From below.');
  await project.done('trust', '--yes');
  const cwd = `${project.repository.path}/docs`;
  const added = await project.pane(['add', '--name', 'one', '--prompt-file', 'tasks/one.md'], { cwd });
  expect(added).toMatchObject({ exitCode: 0 });
  expect(await sandbox.read('repo/pane.config.yaml')).toContain('prompt_file: docs/tasks/one.md');
  const [launch] = await sandbox.launched(1);
  expect(launch?.argv).toEqual(['From below.']);
});
