/**
 * The watcher itself: one for each project, started by `up` in a window of its own, ended by `down`.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';
import { fileOf, WatchedProject } from '../support/watched.ts';

test('up starts one watcher in a window named pane, which follows the file; down ends it', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '0s');
  const { project, repository } = watched;
  const windows = async () => (await sandbox.tmux('list-windows', '-a', '-F', '#{window_name}')).split('\n');
  const watcherPid = () =>
    eventually(async () => {
      const { watcher } = await project.status();
      if (watcher === null) throw new Error('no watcher');
      return watcher.pid;
    });

  const ups = await Promise.all([1, 2, 3].map(() => project.pane(['up'])));
  expect(ups.map(({ exitCode, stderr }) => (exitCode === 0 ? 0 : stderr))).toEqual([0, 0, 0]);
  const pid = await watcherPid();
  await eventually(async () => expect((await windows()).sort()).toEqual(['one', 'pane']));
  const pane = await sandbox.tmux('list-panes', '-t', '=repo:=pane', '-F', '#{pane_pid}');
  expect(pid).toBe(Number(pane));
  await sandbox.sh(`echo '  - { name: two, prompt: Two }' >> '${watched.file}'`);
  await eventually(async () => expect((await windows()).sort()).toEqual(['one', 'pane', 'two']));
  const screen = () => sandbox.tmux('capture-pane', '-p', '-J', '-t', '=repo:=pane');
  await eventually(async () => expect(await screen()).toContain('open-window two'));
  const second = await project.pane(['watch']);
  expect(second).toMatchObject({ exitCode: 1 });
  expect(second.stderr).toContain('a watcher of this project runs already');

  // A window closed by hand stays closed, and up brings it back. Its agent has begun: else its prompt may be lost.
  await sandbox.launched(2);
  await sandbox.tmux('kill-window', '-t', '=repo:=two');
  await eventually(async () => expect((await project.task('two')).state).toBe('stopped'));
  await sandbox.sh(`echo '  - { name: three, prompt: Three }' >> '${watched.file}'`);
  await eventually(async () => expect((await windows()).sort()).toEqual(['one', 'pane', 'three']));
  expect(await project.pane(['up'])).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect((await windows()).sort()).toEqual(['one', 'pane', 'three', 'two']));
  expect(await watcherPid()).toBe(pid);
  await sandbox.launched(4);

  // A watcher that was killed is none, and the next up starts one again.
  process.kill(pid, 'SIGKILL');
  await eventually(async () => expect((await project.status()).watcher).toBeNull());
  expect(await project.pane(['up'])).toMatchObject({ exitCode: 0 });
  const next = await watcherPid();
  expect(next).not.toBe(pid);
  expect((await windows()).sort()).toEqual(['one', 'pane', 'three', 'two']);

  expect(await project.pane(['down', 'one'])).toMatchObject({ exitCode: 0 });
  expect((await project.status()).watcher?.pid).toBe(next);
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
  expect((await project.status()).watcher).toBeNull();
  expect(() => process.kill(next, 0)).toThrow('ESRCH');
  await expect(windows()).rejects.toThrow(/no server running|No such file/);
  expect((await repository.git('worktree', 'list')).split('\n')).toHaveLength(4);
  const prompts = (await sandbox.launched(4)).filter(({ argv }) => argv.length > 0);
  expect(prompts.map(({ argv }) => argv.join()).sort()).toEqual(['Prompt of one', 'Three', 'Two']);
});

test('a watcher that can not write what status shows of it says so, and goes on', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '0s');
  const running = await watched.watch();
  const note = await eventually(() => sandbox.sh("ls '.git/pane/watch/'*.json", { cwd: 'repo' }));
  await sandbox.sh(`rm '${note}' && mkdir '${note}'`, { cwd: 'repo' });
  await sandbox.write(watched.file, 'tasks: [');
  await eventually(() => expect(running.stdout + running.stderr).toContain('`status` is not up to date'));
  await sandbox.write(watched.file, fileOf(['one', 'two'], '0s'));
  await eventually(async () => expect((await watched.made()).windows).toEqual(['one', 'two']));
});
