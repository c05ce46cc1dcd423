/**
 * The lines that a task has in the files are the user's work too: `archive` keeps every one of them, or
 * refuses.
 */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { Sandbox } from '../support/sandbox.ts';

const LOCAL = `# Mine.
tasks:
  - name: login # the first half
    env: { LEVEL: debug }
`;

test('a task in both files is taken out of both, and comes back into both', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'other' }, { name: 'login' }]);
  const local = () => sandbox.read('repo/pane.config.local.yaml');
  await project.repository.write('pane.config.local.yaml', LOCAL);
  const before = await sandbox.read('repo/pane.config.yaml');
  await project.up();
  await project.done('archive', 'login');
  expect(await sandbox.read('repo/pane.config.yaml')).not.toContain('login');
  expect(await local()).not.toContain('login');
  await project.done('restore', 'login');
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before);
  expect(await local()).toBe(LOCAL);

  // Taken out of both by hand, `up` archives it.
  await project.list([{ name: 'other' }]);
  await project.repository.write('pane.config.local.yaml', '# Mine.\ntasks: []\n');
  await project.up();
  await project.done('restore', 'login');
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before);
  expect(await local()).toBe(
    '# Mine.\ntasks:\n  - name: login # the first half\n    env: { LEVEL: debug }\n',
  );

  // Without the file that held one half, the other comes back, and the half is told.
  await project.done('archive', 'login');
  await rm(sandbox.path('repo/pane.config.local.yaml'));
  const { exitCode, stderr } = await project.pane(['restore', 'login']);
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: expect.stringContaining('env: { LEVEL: debug }'),
  });
});

test('what has no worktree that could keep its lines stays in the file', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }, { name: 'lost' }]);
  const file = () => sandbox.read('repo/pane.config.yaml');
  await project.up();
  await project.list([{ name: 'login' }, { name: 'lost' }, { name: 'pending', prompt: 'A long thought.' }]);
  const before = await file();

  const pending = await project.pane(['archive', 'login', 'pending']);
  expect(await file()).toBe(before);
  expect(existsSync(project.worktree('login'))).toBe(true);
  expect(pending.exitCode).toBe(1);
  expect(pending.stderr).toMatch(/pending has no worktree.*\n.*by hand.*`pane up pending`/);

  await rename(project.worktree('lost'), sandbox.path('elsewhere'));
  const lost = await project.pane(['archive', 'lost']);
  expect(await file()).toBe(before);
  expect(lost.exitCode).toBe(1);
  expect(lost.stderr).toMatch(/the worktree of lost is no longer at .*\n.*is its disk mounted/);
  await rename(sandbox.path('elsewhere'), project.worktree('lost'));
  await project.done('archive', 'lost');
  expect(await file()).toBe(before.replace(/ {2}- name: lost\n.*\n/, ''));
});

test('a task that left the file while git could not be asked keeps its lines', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'other' }, { name: 'login' }]);
  const before = await sandbox.read('repo/pane.config.yaml');
  await project.up();
  const records = { cwd: 'repo/.git/worktrees/other/pane' };
  await sandbox.sh('mv run kept; mkdir run', records);
  await project.list([{ name: 'other' }]);
  const { exitCode, stderr } = await project.pane(['up', '--trust', '--once']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('could not ask git') });
  await sandbox.sh('rmdir run; mv kept run', records);
  await project.up();
  expect(await project.archived()).toMatchObject([{ task: 'login' }]);
  await project.done('restore', 'login');
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before);
});

test('the lines of a task that was archived before are kept with its archive', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'other' }, { name: 'login' }]);
  const before = await sandbox.read('repo/pane.config.yaml');
  await project.up();
  await project.done('down', 'login', '--archive');
  const { exitCode, stderr } = await project.pane(['archive', 'login']);
  expect(await sandbox.read('repo/pane.config.yaml')).not.toContain('login');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('already archived') });
  await project.done('restore', 'login');
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before);
});

test('a task comes back where it stood, and once with the comments that stayed in the file', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'one' }, { name: 'login' }, { name: 'two' }]);
  const file = () => sandbox.read('repo/pane.config.yaml');
  const before = (await file()).replace('  - name: login', '  # Of the login page.\n  - name: login');
  await project.repository.write('pane.config.yaml', before);
  await project.up();
  await project.done('archive', 'login');
  await project.done('restore', 'login');
  expect(await file()).toBe(before);

  await project.up();
  const byHand = before.replace(/ {2}- name: login\n.*\n/, '');
  expect(byHand).toContain('# Of the login page.');
  await project.repository.write('pane.config.yaml', byHand);
  await project.up();
  await project.done('restore', 'login');
  expect(await file()).toBe(before);
});
