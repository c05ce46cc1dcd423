/**
 * A watcher that its window starts again: what `down`, `status` and a `pane watch` by hand meet at that moment.
 */
import { execFileSync } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { WatchedProject } from '../support/watched.ts';

/**
 * Puts a program in this directory that tells in `PROGRAM.begun` when it is first run with such arguments, and goes on
 * as the real one when the pipe `PROGRAM.go` is written.
 */
async function stopping(sandbox: Sandbox, directory: string, program: string, when: string): Promise<void> {
  const real = (await sandbox.sh(`command -v ${program}`)).trim();
  const [begun, goOn] = [sandbox.path(`${program}.begun`), sandbox.path(`${program}.go`)];
  execFileSync('mkfifo', [goOn]);
  const first = `case "$*" in ${when}) [ -e '${begun}' ] || { : >'${begun}'; cat '${goOn}'; } ;; esac`;
  await sandbox.write(`${directory}/${program}`, `#!/bin/sh\n${first}\nexec '${real}' "$@"\n`, {
    mode: 0o755,
  });
}

function watcherOf(project: TestProject): Promise<number> {
  return eventually(async () => {
    const { watcher } = await project.status();
    if (watcher === null) throw new Error('no watcher');
    return watcher.pid;
  });
}

/** A project whose watcher was killed: its window is about to start it again, and does when `sleep.go` is written. */
async function withFallen(sandbox: Sandbox): Promise<WatchedProject> {
  const watched = await WatchedProject.create(sandbox, ['one'], '0s');
  await stopping(sandbox, 'bin', 'sleep', '1');
  expect((await watched.project.pane(['up'])).exitCode).toBe(0);
  process.kill(await watcherOf(watched.project), 'SIGKILL');
  await eventually(() => sandbox.read('sleep.begun'));
  return watched;
}

test('down ends a watcher that its window starts again while down looks', async () => {
  await using sandbox = await Sandbox.create();
  const { project } = await withFallen(sandbox);
  await stopping(sandbox, 'slow', 'tmux', '*');
  const down = sandbox.startPane(['down'], {
    cwd: 'repo',
    env: { PATH: `${sandbox.path('slow')}:${sandbox.env.PATH}` },
  });
  await eventually(() => sandbox.read('tmux.begun'));
  await sandbox.sh(': >sleep.go');
  const pid = await watcherOf(project);
  await sandbox.sh(': >tmux.go');

  expect(await down.ended).toMatchObject({ exitCode: 0 });
  expect(await project.status()).toMatchObject({ watcher: null, warnings: [] });
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  await expect(sandbox.tmux('list-windows', '-a')).rejects.toThrow(/no server running|No such file/);
});

test('a watcher that can not be started again after a crash is told by status, and leaves nothing for one by hand', async () => {
  await using sandbox = await Sandbox.create();
  const { project, file } = await withFallen(sandbox);
  const head = sandbox.path('repo/.git/HEAD');
  await rename(head, `${head}.away`);
  await sandbox.sh(': >sleep.go');
  // tmux calls a pane dead that has ended, with or without a status by then.
  const pane = ['list-panes', '-t', '=repo:=pane', '-F', '#{pane_dead}'];
  await eventually(async () => expect(await sandbox.tmux(...pane)).toBe('1'));
  await rename(`${head}.away`, head);

  const told = /warning: the watcher crashed, .* ended with an error: .*`pane up` .*\nWatcher: off/;
  await eventually(async () => expect((await project.pane(['status'])).stdout).toMatch(told));
  const text = await sandbox.read(file);
  await sandbox.write(file, 'tasks: [');
  expect(await project.pane(['watch'])).toMatchObject({ exitCode: 2 });
  await sandbox.write(file, text);
  expect((await project.pane(['up'])).exitCode).toBe(0);
  expect(await project.status()).toMatchObject({ watcher: { pid: expect.any(Number) }, warnings: [] });
});

test('a window that was closed before it started its watcher again leaves nothing for one by hand', async () => {
  await using sandbox = await Sandbox.create();
  const { project, file } = await withFallen(sandbox);
  await sandbox.tmux('kill-window', '-t', '=repo:=pane');
  await sandbox.write(file, 'tasks: [');
  expect(await project.pane(['watch'])).toMatchObject({ exitCode: 2 });
});
