/**
 * A script that waits for agents.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('wait ends when the tasks are there, when one cannot get there any more, and when the time is up', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/short', '#!/bin/sh\nread line\nexit 3\n', { mode: 0o755 });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { stub: { command: ['stub'] }, short: { command: ['short'] } },
    tasks: ['one', { name: 'two', agent: 'short' }],
  });
  await project.upDone();
  const both = await project.pane(['wait', 'one', 'two', '--for', 'running']);
  expect(both).toMatchObject({ exitCode: 0, stdout: 'one running\ntwo running\n' });
  const late = await project.pane(['wait', 'one', '--for', 'exited', '--timeout', '0']);
  expect(late).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('one is running') });
  const wrong = await project.pane(['wait', 'one', '--for', 'done']);
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('idle') });
  const never = await project.pane(['wait', 'one', '--for', 'idle']);
  expect(never).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('does not report') });

  const any = sandbox.startPane(['-C', 'repo', 'wait', '--any', '--for', 'exited', '--json', 'one', 'two']);
  await project.pane(['keys', 'two', 'Enter']);
  const ended = await any.ended;
  expect(ended.exitCode).toBe(0);
  expect(JSON.parse(ended.stdout)).toEqual({
    tasks: [{ name: 'two', state: 'exited', message: null, exitCode: 3 }],
  });
  const all = await project.pane(['wait', '--for', 'running', 'one', 'two']);
  expect(all).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('two: it is exited') });
  await eventually(async () => expect(await project.states()).toMatchObject({ one: 'running' }));
});
