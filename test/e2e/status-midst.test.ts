/**
 * What `status` and `plan` say while another `pane` is at work: nothing alarming that is only half done.
 */
import { expect, test } from 'vitest';
import type { ProjectStatus } from '../../src/reconcile/status.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('no task is in conflict or has failed only because it is being made or brought down', async () => {
  await using sandbox = await Sandbox.create();
  const tasks = Array.from({ length: 8 }, (_each, index) => `task-${index}`);
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks });
  await project.pane(['trust', '--yes']);
  let isOver = false;
  const seen = new Set<string>();
  const watch = async () => {
    while (!isOver) {
      const { exitCode, stdout, stderr } = await project.pane(['status', '--json']);
      if (exitCode !== 0) seen.add(stderr);
      const status: ProjectStatus = JSON.parse(stdout);
      for (const { state, message } of status.tasks) {
        if (['conflict', 'failed', 'unknown'].includes(state)) seen.add(`${state}: ${message}`);
      }
      for (const warning of status.warnings) seen.add(warning);
    }
  };
  const watches = [watch(), watch(), watch()];
  try {
    for (let round = 0; round < 3; round += 1) {
      await project.upDone(['--trust', '--once']);
      expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
    }
  } finally {
    isOver = true;
    await Promise.all(watches);
  }
  expect([...seen]).toEqual([]);
});
