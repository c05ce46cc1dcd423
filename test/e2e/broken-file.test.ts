/**
 * While somebody edits the file it may be wrong for a time: what runs can be looked at and ended all the same.
 */
import { expect, test } from 'vitest';
import type { ProjectStatus } from '../../src/snapshot/status.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const FAULT = 'pane.config.yaml:1:8: the list that begins here with `[`';

test('with a file that is not right, what was applied last is looked at and ended, and nothing is applied', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one', 'two'] });
  await project.upDone();
  await sandbox.launched(2);
  await repository.write('pane.config.yaml', 'tasks: [');

  const status = await project.pane(['status', '--json']);
  expect(status.exitCode).toBe(0);
  const { tasks, warnings }: ProjectStatus = JSON.parse(status.stdout);
  expect(tasks.map(({ name, state }) => `${name} ${state}`)).toEqual(['one running', 'two running']);
  expect(warnings[0]).toContain(FAULT);
  const table = await project.pane(['status']);
  expect(table.stdout).toContain(`warning: ${FAULT}`);

  const warned = { exitCode: 0, stderr: expect.stringContaining(`warning: ${FAULT}`) };
  expect(await project.pane(['path', 'one'])).toMatchObject({
    ...warned,
    stdout: `${sandbox.path('repo.worktrees/one')}\n`,
  });
  for (const args of [
    ['peek', 'one'],
    ['logs', 'one'],
    ['keys', 'one', 'Space'],
    ['diff', 'one', '--stat'],
  ])
    expect([args, await project.pane(args)]).toMatchObject([args, warned]);
  for (const args of [
    ['up'],
    ['plan'],
    ['restart', 'one'],
    ['archive', 'one'],
    ['add', 'x'],
    ['trust', '--yes'],
  ])
    expect([args, await project.pane(args)]).toMatchObject([
      args,
      { exitCode: 2, stderr: expect.stringContaining(FAULT) },
    ]);
  const down = await project.pane(['down', 'one']);
  expect(down).toMatchObject({ ...warned, stdout: '1 window closed.\n' });
  expect(down.stderr).toContain('one: stays down until its entry changes from the one that was last applied');
  expect(await project.pane(['down'])).toMatchObject({ ...warned, stdout: '1 window closed.\n' });
});

test('with a file that was never applied, its mistakes are all that is told', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  await repository.write('pane.config.yaml', 'tasks: [');
  const { exitCode, stdout, stderr } = await sandbox.pane(['status'], { cwd: repository.path });
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining(FAULT),
  });
});
