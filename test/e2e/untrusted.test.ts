/**
 * Commands that nobody has approved: what was not done because of them is said first, and once.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const APPROVE = 'commands not approved yet: `pane trust` shows and approves them';

test('an up that may do nothing says so first, and its watcher goes on once that is approved', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  const once = await project.pane(['up', '--once']);
  expect(once).toMatchObject({
    exitCode: 4,
    stdout: '',
    stderr: `untrusted one, two: nothing was done: ${APPROVE}\n`,
  });
  const watched = await project.pane(['up']);
  expect(watched.exitCode).toBe(4);
  expect(watched.stderr).toBe(`untrusted one, two: nothing was done: ${APPROVE}\n`);
  expect(watched.stdout).not.toContain('Nothing');
  expect(watched.stdout).toContain('Started the watcher; it brings the tasks up once you approve.');
  expect(await project.pane(['trust', '--yes'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'running', two: 'running' });
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
});

test('an add that may not bring its task up does not say that nothing was done', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: [] });
  const { exitCode, stdout, stderr } = await project.pane(['add', '--name', 'q', 'Ask.']);
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 4,
    stdout: `Added q to ${sandbox.path('repo/pane.config.yaml')}.\n`,
    stderr: `untrusted q: not brought up: ${APPROVE}\n`,
  });
  expect(await sandbox.read('repo/pane.config.yaml')).toContain('Ask.');
});

test('watch --trust approves what the file runs, as up does', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  const watcher = sandbox.startPane(['-C', 'repo', 'watch', '--trust']);
  await project.eventually({ one: 'running' });
  watcher.kill('SIGINT');
  expect(await watcher.ended).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect((await project.status()).watcher).toBe(null));
});
