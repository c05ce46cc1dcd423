/**
 * A tmux session belongs to one project: two checkouts whose folders have one name don't share one.
 */
import { expect, test } from 'vitest';
import type { ProjectStatus } from '../../src/snapshot/status.ts';
import { type ProjectFile, TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const OWN = /^shop-[0-9a-f]{6}$/;

async function shop(sandbox: Sandbox, folder: string, content: ProjectFile): Promise<TestProject> {
  return await TestProject.create(sandbox, await sandbox.repository(`${folder}/shop`), content);
}

/** `SESSION:WINDOW`, sorted. */
async function windows(sandbox: Sandbox): Promise<string[]> {
  return (await sandbox.tmux('list-windows', '-a', '-F', '#S:#W')).split('\n').sort();
}

test('the second checkout of a name gets a session of its own, and keeps it while it has windows', async () => {
  await using sandbox = await Sandbox.create();
  const one = await shop(sandbox, 'proj', { tasks: ['login'] });
  const two = await shop(sandbox, 'other', { tasks: ['login'] });
  expect(await one.pane(['up', '--trust', '--wait=60'])).toMatchObject({ exitCode: 0 });
  const up = await two.pane(['up', '--trust', '--wait=60']);
  const { session, tasks } = await two.status();
  expect(session).toMatch(OWN);
  expect(await windows(sandbox)).toEqual([`${session}:login`, `${session}:pane`, 'shop:login', 'shop:pane']);
  expect(up).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`attach -t ${session}  (or`) });
  const file = sandbox.path('proj/shop/pane.config.yaml');
  const note = `the tmux session shop belongs to another project, ${file}; this project uses ${session}`;
  expect(up.stdout).toContain(`Note: ${note}\n`);
  expect((await two.pane(['doctor'])).stdout).toContain(`session: ${note}\n`);
  expect((await two.pane(['status'])).stdout).toContain(`attach -t ${session}  (or`);

  expect(await one.pane(['down'])).toMatchObject({ exitCode: 0 });
  await two.write({ tasks: ['login', 'signup'] });
  await two.upDone();
  expect(await windows(sandbox)).toEqual([`${session}:login`, `${session}:pane`, `${session}:signup`]);
  await one.upDone();
  const all = JSON.parse((await two.pane(['status', '--all', '--json'])).stdout);
  expect(all.projects.map((each: ProjectStatus) => [each.file, each.session])).toEqual([
    [sandbox.path('other/shop/pane.config.yaml'), session],
    [file, 'shop'],
  ]);
  expect(tasks.map(({ state }) => state)).toEqual(['running']);
});

test("the user's own session is joined by one project; the other one gets its own", async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.tmux('new-session', '-d', '-s', 'shop', '-n', 'mine', 'cat');
  await (await shop(sandbox, 'proj', { tasks: ['login'] })).upDone();
  const two = await shop(sandbox, 'other', { tasks: ['login'] });
  await two.upDone();
  const { session } = await two.status();
  expect(session).toMatch(OWN);
  expect(await windows(sandbox)).toEqual([`${session}:login`, 'shop:login', 'shop:mine']);
});

test('a name that the file fixes is not given to two projects', async () => {
  await using sandbox = await Sandbox.create();
  const one = await shop(sandbox, 'proj', { tmux: { session: 'work' }, tasks: ['login'] });
  await one.upDone();
  const two = await shop(sandbox, 'other', { tmux: { session: 'work' }, tasks: ['login'] });
  const fault = `the tmux session work belongs to another project, ${sandbox.path('proj/shop/pane.config.yaml')}: set another`;
  for (const args of [['up', '--once', '--trust'], ['plan', '--exit-code'], ['doctor']])
    expect([args, await two.pane(args)]).toMatchObject([args, { exitCode: 1 }]);
  for (const args of [['up', '--once'], ['plan'], ['status'], ['doctor']]) {
    const { stdout, stderr } = await two.pane(args);
    expect(`${stdout}${stderr}`).toContain(fault);
  }
  expect(await two.states()).toEqual({ login: 'pending' });
  expect(await windows(sandbox)).toEqual(['work:login']);

  // Nor is an agent ended that could not be started again.
  await two.write({ tmux: { session: 'mine' }, tasks: ['login'] });
  await two.upDone();
  await two.write({ tmux: { session: 'work' }, tasks: ['login'] });
  const restarted = await two.pane(['restart', 'login']);
  expect(restarted).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(fault) });
  expect(await two.states()).toEqual({ login: 'running' });
});
