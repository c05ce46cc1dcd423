/**
 * `status --all` and `up --all`: every project of the user's, also after a reboot, when no window is left of any.
 */
import { rename, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { ServerStatus } from '../../src/snapshot/status.ts';
import { eventually } from '../support/eventually.ts';
import { processesOf } from '../support/processes.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

async function create(sandbox: Sandbox, name: string): Promise<TestProject> {
  return await TestProject.create(sandbox, await sandbox.repository(name), { tasks: ['one'] });
}

/** `FILE: TASK STATE`, from outside of every project. */
async function states(sandbox: Sandbox): Promise<string[]> {
  const { exitCode, stdout, stderr } = await sandbox.pane(['status', '--all', '--json']);
  if (exitCode !== 0) throw new Error(stderr);
  const { projects }: ServerStatus = JSON.parse(stdout);
  return projects
    .flatMap(({ root, tasks }) =>
      tasks.map(({ name, state }) => `${root?.slice(sandbox.root.length)} ${name} ${state}`),
    )
    .sort();
}

test('after a reboot every project is known, and those that were up and are approved come up', async () => {
  await using sandbox = await Sandbox.create();
  const nothing = await sandbox.pane(['up', '--all']);
  expect(nothing).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('No known projects') });
  for (const name of ['a/shop', 'b/shop', 'gone', 'moved']) await (await create(sandbox, name)).upDone();
  const down = await create(sandbox, 'down');
  await (await create(sandbox, 'wrong')).upDone();
  await down.upDone();
  await sandbox.launched(6);
  expect(await down.pane(['down'])).toMatchObject({ exitCode: 0 });
  const fresh = await create(sandbox, 'fresh');
  expect(await fresh.pane(['up', '--once'])).toMatchObject({ exitCode: 4 });
  await sandbox.tmux('kill-server');
  await eventually(() => expect(processesOf(sandbox.root)).toEqual([]));
  await rm(sandbox.path('gone'), { recursive: true });
  await rename(sandbox.path('moved'), sandbox.path('elsewhere'));
  await sandbox.write('wrong/pane.config.yaml', 'tasks: [');

  expect(await states(sandbox)).toEqual([
    '/a/shop one stopped',
    '/b/shop one stopped',
    '/down one stopped',
    '/fresh one pending',
    '/wrong one stopped',
  ]);
  const up = await sandbox.pane(['up', '--all', '--once', '--wait=60', '--json']);
  expect(up.exitCode).toBe(1);
  const { projects } = JSON.parse(up.stdout);
  expect(
    projects.map(({ root, outcome }: Record<string, string>) => [root?.slice(sandbox.root.length), outcome]),
  ).toEqual([
    ['/a/shop', 'up'],
    ['/b/shop', 'up'],
    ['/down', 'skipped'],
    ['/fresh', 'untrusted'],
    ['/gone', 'skipped'],
    ['/moved', 'skipped'],
    ['/wrong', 'failed'],
  ]);
  expect(await states(sandbox)).toEqual([
    '/a/shop one running',
    '/b/shop one running',
    '/down one stopped',
    '/fresh one pending',
    '/wrong one stopped',
  ]);
  const again = await sandbox.pane(['up', '--all', '--once']);
  expect(again.stdout).toContain(`${sandbox.path('a/shop/pane.config.yaml')}: Nothing to do.\n`);
  expect(again.stderr).toContain(`${sandbox.path('fresh/pane.config.yaml')}: skipped: not approved`);
  expect(again.stderr).toContain(`${sandbox.path('wrong/pane.config.yaml')}: failed: pane.config.yaml:1:`);
  expect(await sandbox.pane(['up', '--all', 'one'])).toMatchObject({ exitCode: 2 });

  // What was taken down comes again with its next `up`, and the index may be deleted.
  await down.upDone();
  await sandbox.tmux('kill-server');
  const third = await sandbox.pane(['up', '--all', '--once']);
  expect(third.stdout).toContain(`${sandbox.path('down/pane.config.yaml')}: 1 window opened.\n`);
  await rm(sandbox.path('home/.local/state/pane/projects'), { recursive: true });
  expect(await states(sandbox)).toHaveLength(3);
});
