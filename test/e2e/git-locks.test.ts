/**
 * Locks that a killed git left: which one is in the way, since when, and what to do, and nothing is half done.
 */
import { utimes } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** Noon of a day, as the clock shows it here. */
const SINCE = new Date(2026, 0, 2, 12, 0, 0);

async function leaveLock(sandbox: Sandbox, path: string): Promise<string> {
  const lock = await sandbox.write(path, '');
  await utimes(lock, SINCE, SINCE);
  return lock;
}

const inTheWay = (lock: string) =>
  new RegExp(
    `${lock} has been there since 2026-01-02 12:00:00: a killed git left it.*\n  Once no git is working there, run \`rm ${lock}\``,
  );

test('archive and restore name the lock on HEAD before anything is ended or moved, and go through once it is gone', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const lock = await leaveLock(sandbox, 'repo/.git/worktrees/one/HEAD.lock');
  const file = await sandbox.read('repo/pane.config.yaml');
  const refused = await project.pane(['archive', 'one']);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(inTheWay(lock));
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(file);
  expect(await sandbox.sh('ls; ls .archive', { cwd: 'repo.worktrees' })).toBe('one\ntwo');
  const { tasks, archived } = await project.status();
  expect({ states: tasks.map(({ state }) => state), archived }).toEqual({
    states: ['running', 'running'],
    archived: [],
  });
  await sandbox.sh(`rm ${lock}`);
  expect(await project.pane(['archive', 'one'])).toMatchObject({ exitCode: 0 });

  await leaveLock(sandbox, 'repo/.git/worktrees/one/HEAD.lock');
  const kept = await project.pane(['restore', 'one']);
  expect(kept.exitCode).toBe(1);
  expect(kept.stderr).toMatch(inTheWay(lock));
  expect((await project.status()).archived.map(({ task }) => task)).toEqual(['one']);
  await sandbox.sh(`rm ${lock}`);
  expect(await project.pane(['restore', 'one'])).toMatchObject({ exitCode: 0 });
});

test('a task whose `down --archive` was refused does not count as taken down', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const lock = await leaveLock(sandbox, 'repo/.git/worktrees/one/HEAD.lock');
  const { exitCode, stderr } = await project.pane(['down', '--archive', 'one']);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(inTheWay(lock));
  await sandbox.tmux('kill-server');
  await project.upDone();
  expect(await project.states()).toEqual({ one: 'running' });
});

test('a lock that keeps a branch from being made is told in the same way', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  const lock = await leaveLock(sandbox, 'repo/.git/refs/heads/one.lock');
  const { exitCode, stderr } = await project.up();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(inTheWay(lock));
  expect((await project.task('one')).message).toContain(lock);
  await sandbox.sh(`rm ${lock}`);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
});
