/**
 * A lock that is held or can't be had concerns one task: the others go on, all is reported, and what was
 * asked for by name and not done is a failure.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { takeLockIfFree } from '../../src/gate/lock.ts';
import { Project } from '../support/archive-project.ts';
import { CheckedProject } from '../support/checked.ts';
import { eventually } from '../support/eventually.ts';
import type { Running } from '../support/processes.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';

function lockOf(sandbox: Sandbox, task: string): string {
  const locks = sandbox.path('repo/.git/pane/locks');
  const name = readdirSync(locks).find((each) => each.endsWith(`-${task}`));
  if (name === undefined) throw new Error(`no lock of ${task}`);
  return `${locks}/${name}`;
}

/** A process that has the task's lock for as long as it runs. */
async function holdLock(sandbox: Sandbox, task: string): Promise<Running> {
  const holder = sandbox.start('cat', []);
  const lock = await takeLockIfFree(lockOf(sandbox, task), holder.pid ?? 0);
  if (lock === null) throw new Error('the lock is not free');
  return holder;
}

function startPane(sandbox: Sandbox, ...args: string[]): Running {
  return sandbox.start(process.execPath, [builtCommand, ...args], { cwd: 'repo' });
}

test('an archive that is interrupted while it waits reports the others and puts its task back', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }, { name: 'other' }]);
  const before = await sandbox.read('repo/pane.config.yaml');
  await project.up();
  await holdLock(sandbox, 'login');
  const archive = startPane(sandbox, 'archive', 'login', 'other', '--json');
  await eventually(async () => expect(await project.archived()).toMatchObject([{ task: 'other' }]));
  archive.kill('SIGINT');
  const { exitCode, stdout } = await archive.ended;
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before.replace(/ {2}- name: other\n.*\n/, ''));
  expect(existsSync(project.worktree('login'))).toBe(true);
  expect(exitCode).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({
    operations: [
      { task: 'login', outcome: 'skipped', error: 'interrupted' },
      { task: 'other', outcome: 'done' },
    ],
  });
});

test('where the file was edited meanwhile, the lines that could not be put back are told and kept', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login', prompt: 'A long thought.' }]);
  const before = await sandbox.read('repo/pane.config.yaml');
  await project.up();
  const holder = await holdLock(sandbox, 'login');
  const archive = startPane(sandbox, 'archive', 'login');
  await eventually(() => expect(archive.stderr).toContain('waiting for login'));
  const edited = `${await sandbox.read('repo/pane.config.yaml')}# Mine.\n`;
  await project.repository.write('pane.config.yaml', edited);
  archive.kill('SIGINT');
  const { exitCode, stderr } = await archive.ended;
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(edited);
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(
    /login was not archived, and its lines could not be put back[\s\S]*A long thought\./,
  );

  holder.kill('SIGKILL');
  await project.up(); // it left the file
  await project.done('restore', 'login');
  const written = (text: string) => text.split('\n').filter((line) => line !== '');
  const after = written(await sandbox.read('repo/pane.config.yaml'));
  expect(after.filter((line) => line !== '# Mine.')).toEqual(written(before));
});

test('a lock that can’t be had fails its task only', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }, { name: 'other' }]);
  await project.up();
  const lock = lockOf(sandbox, 'login');
  await rm(lock, { recursive: true });
  await sandbox.write(lock, 'not a directory');
  const { exitCode, stdout } = await project.pane(['archive', 'login', 'other', '--json']);
  expect(await sandbox.read('repo/pane.config.yaml')).toContain('login');
  expect(existsSync(project.worktree('login'))).toBe(true);
  expect(await project.archived()).toMatchObject([{ task: 'other' }]);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    operations: [
      { task: 'login', outcome: 'failed', error: expect.stringContaining(lock) },
      { task: 'other', outcome: 'done' },
    ],
  });
});

test('what was named and has changed before its turn came is a failure', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  const before = await sandbox.read('repo/pane.config.yaml');
  await project.up();
  await project.done('down');
  const holder = await holdLock(sandbox, 'login');
  const waiting: Running[] = [];
  for (const command of ['restart', 'archive']) {
    const each = startPane(sandbox, command, 'login');
    await eventually(() => expect(each.stderr).toContain('waiting for login'));
    waiting.push(each);
  }
  await project.repository.git('worktree', 'remove', '--force', project.worktree('login'));
  holder.kill('SIGKILL');
  for (const each of waiting) {
    const { exitCode, stderr } = await each.ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('changed: its worktree is'),
    });
  }
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before);
});

test('an operation that was skipped because something is in its way now is a failure', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  await project.done('down');
  await project.repository.git('worktree', 'remove', '--force', project.worktree('login'));
  const holder = await holdLock(sandbox, 'login');
  const up = startPane(sandbox, 'up', '--once');
  await eventually(() => expect(up.stderr).toContain('waiting for login'));
  await mkdir(project.worktree('login'));
  holder.kill('SIGKILL');
  const { exitCode, stdout, stderr } = await up.ended;
  expect(stderr).toContain(`skipped login: making the worktree: changed: ${project.worktree('login')}`);
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('3 skipped.') });
});

test('what another `pane` did meanwhile is no news and no failure', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  await project.done('down');
  await project.repository.git('worktree', 'remove', '--force', project.worktree('login'));
  const holder = await holdLock(sandbox, 'login');
  const ups = [startPane(sandbox, 'up', '--once'), startPane(sandbox, 'up', '--once')];
  for (const up of ups) await eventually(() => expect(up.stderr).toContain('waiting for login'));
  holder.kill('SIGKILL');
  const ended = await Promise.all(ups.map((up) => up.ended));
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const all = ended.map(({ stdout, stderr }) => stdout + stderr);
  expect(all.filter((text) => /skipped|by now/.test(text))).toEqual([]);
  expect(all.map((text) => /1 window opened|Nothing to do/.exec(text)?.[0]).sort()).toEqual([
    '1 window opened',
    'Nothing to do',
  ]);
});

test('a check that a turn has ended waits for the lock to give its claim back', async () => {
  await using sandbox = await Sandbox.create();
  const checked = await CheckedProject.create(sandbox, ['touch began; exec sleep 1000']);
  await checked.turn('touch work');
  const running = startPane(sandbox, 'verify', 'one');
  await eventually(() => existsSync(sandbox.path('repo.worktrees/one/began')));
  const holder = await holdLock(sandbox, 'one');
  // `pane keys` would wait for the lock.
  await sandbox.tmux('send-keys', '-t', '=repo:one', 'working {}', 'Enter');
  await eventually(async () => expect(await checked.processes()).toEqual([]));
  holder.kill('SIGTERM');
  expect((await running.ended).stderr).toContain('its agent has begun a turn, which ended the check');
  expect((await checked.attempts())?.checking).toBeNull();
});
