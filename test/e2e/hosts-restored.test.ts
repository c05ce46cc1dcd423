/**
 * A task that is restored on a host is one of the host's at once, whatever is sent there next.
 */
import { expect, test } from 'vitest';
import { HostsProject } from '../support/hosts-project.ts';

const TASKS = [
  { name: 'far', host: 'big' },
  { name: 'other', host: 'big' },
] as const;

test('an up that names another task leaves it in the list of its host', async () => {
  await using it = await HostsProject.create(TASKS);
  const { project, big } = it;
  await project.upDone();
  expect((await project.pane(['archive', 'far'])).exitCode).toBe(0);
  expect((await project.pane(['restore', 'far'])).exitCode).toBe(0);
  await project.upDone(['other']);
  expect(big.list()).toContain('"far"');
  await project.eventually({ far: 'running', other: 'running' });
  expect(await project.plan()).toEqual([]);
});

test('so it is where it was the last one, and `up` may name it', async () => {
  await using it = await HostsProject.create(TASKS);
  const { project, big } = it;
  await project.upDone();
  expect((await project.pane(['archive', 'far', 'other'])).exitCode).toBe(0);
  expect((await project.pane(['restore', 'far'])).exitCode).toBe(0);
  await project.upDone(['far']);
  // It leaves the file again, before any other `up`.
  await it.write([{ name: 'near' }]);
  expect((await project.pane(['status'])).stdout).toMatch(/far +big .*left the file/);
  expect((await project.up(['--yes'])).exitCode).toBe(0);
  expect(big.list()).not.toContain('"far"');
});

test('one that could not be restored is none of the host’s', async () => {
  await using it = await HostsProject.create(TASKS);
  const { project, big, sandbox } = it;
  await project.upDone();
  expect((await project.pane(['archive', 'far', 'other'])).exitCode).toBe(0);
  await sandbox.sh(`git -C '${big.clone}' worktree add -q ../elsewhere far`);
  const refused = await project.pane(['restore', 'far']);
  expect(refused.exitCode).toBe(1);
  expect(await project.pane(['status'])).toMatchObject({ exitCode: 0 });
  expect((await project.pane(['status'])).stdout).not.toContain('far');
  expect(await project.plan()).toEqual([]);
});
