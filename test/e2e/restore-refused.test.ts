/**
 * A restore that only the try can tell is impossible: why it failed is known afterwards too.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('status says why a task could not be brought back, until it is', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  expect(await project.pane(['archive', 'one'])).toMatchObject({ exitCode: 0 });
  await project.write({ tasks: ['one'] });
  expect(await project.states()).toEqual({ one: 'pending' });
  const lock = await sandbox.write('repo/.git/worktrees/one/HEAD.lock', '');
  const { exitCode, stderr } = await project.up();
  expect(exitCode).toBe(1);
  const [, reason = ''] = /^failed one: .*?: (.*)$/m.exec(stderr) ?? [];
  expect(reason).toContain(lock);
  expect(await project.task('one')).toMatchObject({ state: 'failed', message: reason });

  await sandbox.sh(`rm ${lock}`);
  await project.upDone();
  expect(await project.task('one')).toMatchObject({ state: 'running', message: null });
  // Nor does it outlast the next archive.
  expect(await project.pane(['archive', 'one'])).toMatchObject({ exitCode: 0 });
  await project.write({ tasks: ['one'] });
  expect(await project.states()).toEqual({ one: 'pending' });
});

test('a task whose other worktree is just being archived is not restored beside it', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  expect(await project.pane(['archive', 'one'])).toMatchObject({ exitCode: 0 });
  const [old] = (await project.status()).archived;
  await project.write({ tasks: ['one'] });
  await project.upDone(['--fresh', 'one']);
  const stamps = await sandbox.sh('grep -L \'"step"\' repo/.git/worktrees/*/pane/stamp.json');
  const archived = await sandbox.sh('grep -l \'"step"\' repo/.git/worktrees/*/pane/stamp.json');
  const stamp = JSON.parse(await sandbox.read(stamps));
  const { archive } = JSON.parse(await sandbox.read(archived));
  const begun = { ...archive, step: 'archiving', ended: false, to: `${archive.to}-2` };
  await sandbox.write(stamps, JSON.stringify({ ...stamp, archive: begun }));

  const { exitCode, stderr } = await project.pane(['restore', `one@${old?.id}`]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('another worktree') });
});
