/**
 * Where nothing can be written, as on a full disk: the report is there all the same, and what runs can be ended.
 * A limit on the size of files stands for the full disk: any user can set it, and it is the system that refuses.
 */
import { expect, test } from 'vitest';
import type { Ran } from '../support/processes.ts';
import { TestProject } from '../support/project.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';

/** Without it the signal that comes with the refusal ends Node: a full disk only refuses. */
const REFUSED_ONLY = 'data:text/javascript,process.on("SIGXFSZ",()=>{})';

/** Runs `pane` where no file may become larger than this, in units of 512 bytes. */
function paneWithin(sandbox: Sandbox, cwd: string, blocks: number, ...args: string[]): Promise<Ran> {
  const command = [process.execPath, '--import', REFUSED_ONLY, builtCommand, ...args];
  return sandbox.run('sh', ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...command], { cwd });
}

async function windows(sandbox: Sandbox): Promise<string[]> {
  return (await sandbox.tmux('list-windows', '-a', '-F', '#{window_name}')).split('\n');
}

test('with no byte free `down` closes the windows all the same, and says what it could not note', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one', 'two', 'three'] });
  await sandbox.tmux('new-session', '-d', '-s', 'mine', '-n', 'mine', 'cat');
  expect((await project.pane(['up', '--trust', '--wait=60'])).exitCode).toBe(0);
  expect((await windows(sandbox)).sort()).toEqual(['mine', 'one', 'pane', 'three', 'two']);

  const named = await paneWithin(sandbox, repository.path, 0, 'down', 'one');
  expect(named.stderr).toMatch(/warning one: its window is closed, but .*could not write/);
  expect(named).toMatchObject({ exitCode: 0, stdout: '1 window closed.\n' });

  const all = await paneWithin(sandbox, repository.path, 0, 'down');
  expect(all).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^[23] windows closed\.\n$/) });
  expect(await windows(sandbox)).toEqual(['mine']);
  expect((await project.status()).watcher).toBeNull();
  await project.upDone();
});

test('what `up` can not note at its end costs neither its report nor its exit code', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await sandbox.tmux('new-session', '-d', '-s', 'mine', 'cat');
  await project.upDone();
  const hook = '#!/bin/sh\ncase $PWD in */bad) echo no room here >&2; exit 3;; esac\n';
  await sandbox.write(`${repository.path}/.git/hooks/post-checkout`, hook, { mode: 0o755 });
  // Remembered with its texts: this one is too large.
  await project.write({ tasks: ['one', 'two', 'bad'], 'x-large': 'x'.repeat(600_000) });
  const { exitCode, stdout, stderr } = await paneWithin(sandbox, repository.path, 512, 'up', '--once');
  expect(stderr).toMatch(/failed bad: making the worktree: .*no room here/);
  expect(stderr).toMatch(
    /warning: could not record what was applied, .*\.applied: the file is larger than allowed/,
  );
  expect(stdout).toContain('1 worktree made, files copied for 1 task, 1 window opened; 1 failed, 2 skipped.');
  expect(exitCode).toBe(1);
  await project.eventually({ one: 'running', two: 'running', bad: 'failed' });
});

test('an edit that can not be noted is made, and `archive` goes on', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one', 'two'] });
  await sandbox.tmux('new-session', '-d', '-s', 'mine', 'cat');
  await project.upDone();
  // Far from what a file may be, and twice in what is remembered.
  await project.write({ tasks: ['one', 'two'], 'x-large': 'x'.repeat(200_000) });
  await sandbox.write(`${repository.path}/pane.config.local.yaml`, `x-large: ${'x'.repeat(200_000)}\n`);
  await project.upDone();
  const { exitCode, stdout, stderr } = await paneWithin(sandbox, repository.path, 512, 'archive', 'one');
  expect(stderr).toMatch(/warning: could not record this edit .*the file is larger than allowed/);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '1 task archived.\n' });
});
