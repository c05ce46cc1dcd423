/**
 * What `srun` is told to run.
 */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inJob, inJobByHand, inNewJob } from '../../../src/slurm/jobs.ts';
import { Sandbox } from '../../support/sandbox.ts';

test.each([
  ['in a job', inJob('1', '/nowhere/at all')],
  ['in a job, by hand', inJobByHand('1', { cwd: '/nowhere/at all', terminal: false })],
  ['in a new one', inNewJob([], '/nowhere/at all')],
])('nothing runs elsewhere where the worktree is not to be seen from the node: %s', async (_, words) => {
  await using sandbox = await Sandbox.create();
  const [shell = '', ...script] = words.slice(words.indexOf('/bin/sh'));
  const ran = await sandbox.run(shell, [...script, 'touch', sandbox.path('x')]);
  expect([ran.exitCode, existsSync(sandbox.path('x'))]).toEqual([126, false]);
  expect(ran.stderr).toContain('/nowhere/at all');
});
