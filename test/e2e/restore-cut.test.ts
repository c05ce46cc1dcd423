/**
 * A restore that was cut off before the file had the task: it is taken back, and can be repeated.
 */
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { killPaneAt } from '../support/kill-at.ts';
import { Sandbox } from '../support/sandbox.ts';

const ARGS = ['restore', 'login', '--onto-branch', 'again'];

async function cutOff(sandbox: Sandbox): Promise<{ readonly project: Project; readonly text: string }> {
  const project = await Project.create(sandbox, [{ name: 'login' }, { name: 'other' }]);
  await project.up();
  await sandbox.launched(2);
  const text = await sandbox.read('repo/pane.config.yaml');
  await project.done('archive', 'login');
  const { ran, lastStep } = await killPaneAt(sandbox, 1, ARGS, { cwd: 'repo', of: 'repo/pane.config.yaml' });
  expect({ signal: ran.signal, lastStep }).toEqual({
    signal: 'SIGKILL',
    lastStep: expect.stringContaining('pane.config.yaml'),
  });
  return { project, text };
}

test('a restore onto a new branch that was cut off can be repeated', async () => {
  await using sandbox = await Sandbox.create();
  const { project } = await cutOff(sandbox);
  await project.up();
  expect(await project.archived()).toMatchObject([{ task: 'login', branch: 'login' }]);

  const listed = await sandbox.read('repo/pane.config.yaml');
  await project.done(...ARGS, '--no-up');
  expect(await sandbox.git('-C', project.worktree('login'), 'branch', '--show-current')).toBe('again');
  expect(await sandbox.read('repo/pane.config.yaml')).toContain('branch: again');
  await project.done('archive', 'login');
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(listed);
});

test('a task that returns to the file after such a restore is as it was archived', async () => {
  await using sandbox = await Sandbox.create();
  const { project, text } = await cutOff(sandbox);
  await project.up();
  await sandbox.write('repo/pane.config.yaml', text);
  await project.up();
  expect(await sandbox.git('-C', project.worktree('login'), 'branch', '--show-current')).toBe('login');
  expect(await project.archived()).toEqual([]);
});

test('a restore onto a new branch whose file could not be written can be repeated', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }, { name: 'other' }]);
  await project.up();
  await project.done('archive', 'login');
  // Somebody writes the file between the look at it and the edit: as git makes the branch.
  const hook = 'repo/.git/hooks/reference-transaction';
  await sandbox.write(
    hook,
    `#!/bin/sh\nif [ "$1" = committed ] && grep -q refs/heads/again; then echo '# mine' >> '${project.file}'; fi\n`,
    { mode: 0o755 },
  );
  expect(await project.pane(ARGS)).toMatchObject({ exitCode: 1 });
  expect(await project.archived()).toMatchObject([{ task: 'login', branch: 'login' }]);
  await rm(sandbox.path(hook));

  await project.done(...ARGS, '--no-up');
  expect(await sandbox.git('-C', project.worktree('login'), 'branch', '--show-current')).toBe('again');
  expect(await sandbox.read('repo/pane.config.yaml')).toContain('# mine');
});
