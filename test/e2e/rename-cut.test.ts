/**
 * A rename that was cut off, and whose file the user edits before `up` finishes it.
 */
import { expect, test } from 'vitest';
import { killPaneAt } from '../support/kill-at.ts';
import { Sandbox } from '../support/sandbox.ts';
import { fileOf, WatchedProject } from '../support/watched.ts';

test('a task of the new name that came into the file first leaves the other one its name', async () => {
  await using sandbox = await Sandbox.create();
  const { file, project } = await WatchedProject.create(sandbox, ['web', 'other'], '0s');
  const of = 'repo/pane.config.yaml';
  const { ran } = await killPaneAt(sandbox, 1, ['rename', 'web', 'api'], { cwd: 'repo', of });
  expect(ran.signal).toBe('SIGKILL');
  expect(await sandbox.read(file)).toBe(fileOf(['web', 'other'], '0s'));

  await sandbox.write(file, fileOf(['web', 'other', 'api'], '0s'));
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const { tasks } = await project.status();
  expect(tasks.map(({ name, branch }) => [name, branch])).toEqual([
    ['web', 'web'],
    ['other', 'other'],
    ['api', 'api'],
  ]);
  expect((await project.pane(['plan', '--exit-code'])).exitCode).toBe(0);
  expect(await sandbox.launched(3)).toHaveLength(3);
});

test.each([
  ['archive', ['archive', 'api']],
  ['down --archive', ['down', '--archive', 'api']],
])('%s finishes it first: the archive has the new name', async (_how, args) => {
  await using sandbox = await Sandbox.create();
  const { file, project } = await WatchedProject.create(sandbox, ['web', 'other'], '0s');
  // The file has the new name by then, the stamp has not.
  const { ran } = await killPaneAt(sandbox, 2, ['rename', 'web', 'api'], { cwd: 'repo', of: 'stamp.json' });
  expect(ran.signal).toBe('SIGKILL');
  expect(await sandbox.read(file)).toContain('name: api');
  expect(await project.pane(args)).toMatchObject({ exitCode: 0 });
  expect((await project.status()).archived.map(({ task }) => task)).toEqual(['api']);
  expect(await project.pane(['restore', 'api'])).toMatchObject({ exitCode: 0 });
  expect(await project.states()).toEqual({ api: 'running', other: 'running' });
});
