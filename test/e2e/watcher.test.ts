/**
 * The watcher itself: one for each project, started by `up` in a window of its own, ended by `down`.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';
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
  expect((await sandbox.sh(`ps -o ppid= -p ${pid}`)).trim()).toBe(pane);
  await sandbox.sh(`echo '  - { name: two, prompt: Two }' >> '${watched.file}'`);
  await eventually(async () => expect((await windows()).sort()).toEqual(['one', 'pane', 'two']));
  const screen = () => sandbox.tmux('capture-pane', '-p', '-J', '-t', '=repo:=pane');
  await eventually(async () => expect(await screen()).toContain('open-window two'));
  const second = await project.pane(['watch']);
  expect(second).toMatchObject({ exitCode: 1 });
  expect(second.stderr).toContain('a watcher of this project is already running');

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

  // A watcher that was killed is started again by its window.
  process.kill(pid, 'SIGKILL');
  const next = await eventually(async () => {
    const { watcher } = await project.status();
    if (watcher === null || watcher.pid === pid) throw new Error('not started again');
    return watcher.pid;
  });
  expect(await screen()).toContain('The watcher ended with 137; it is started again.');
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

/** Kills the watcher in this way, once it is another one than that. Returns its number. */
async function killNext(watched: WatchedProject, before: number, signal: NodeJS.Signals): Promise<number> {
  const pid = await eventually(async () => {
    const { watcher } = await watched.project.status();
    if (watcher === null || watcher.pid === before) throw new Error('no other watcher');
    return watcher.pid;
  });
  process.kill(pid, signal);
  return pid;
}

test('a watcher that falls again and again stays ended, status tells it, and up starts it again', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '0s');
  const { project } = watched;
  expect((await project.pane(['up'])).exitCode).toBe(0);
  let pid = 0;
  for (const signal of ['SIGKILL', 'SIGABRT', 'SIGSEGV', 'SIGKILL', 'SIGABRT', 'SIGKILL'] as const)
    pid = await killNext(watched, pid, signal);
  await eventually(async () => expect((await project.status()).warnings.join()).toContain('stays ended'));
  // tmux 3.3a does not always know how a pane ended.
  const pane = ['list-panes', '-t', '=repo:=pane', '-F', '#{pane_dead}'];
  await eventually(async () => expect(await sandbox.tmux(...pane)).toBe('1'));
  const { stdout } = await project.pane(['status']);
  expect(stdout).toMatch(/warning: the watcher fell six times .*exit code 70.*\nWatcher: off/);

  expect((await project.pane(['up'])).exitCode).toBe(0);
  const { watcher, warnings } = await project.status();
  expect({ pid: watcher?.pid, warnings }).toEqual({ pid: expect.any(Number), warnings: [] });
  expect(await sandbox.tmux(...pane)).toBe('0');
});

test('a watcher that is started again while its file is being edited waits for it; down ends it at that moment too', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '0s');
  const { project, file } = watched;
  expect((await project.pane(['up'])).exitCode).toBe(0);
  const text = await sandbox.read(file);
  await sandbox.write(file, 'tasks: [');
  const first = await killNext(watched, 0, 'SIGKILL');
  await eventually(async () => {
    const { watcher } = await project.status();
    expect(watcher?.holding.join()).toContain('nothing is applied');
    expect(watcher?.pid).not.toBe(first);
  });
  await sandbox.write(file, text);
  await eventually(async () => expect((await project.status()).watcher?.holding).toEqual([]));
  await killNext(watched, first, 'SIGKILL');
  expect((await project.pane(['down'])).exitCode).toBe(0);
  await expect(sandbox.tmux('list-windows', '-a')).rejects.toThrow(/no server running|No such file/);
  expect(await project.status()).toMatchObject({ watcher: null, warnings: [] });
});

/** On this signal something is thrown in the midst of it, as by a mistake. */
const MISTAKE = 'data:text/javascript,process.on("SIGUSR2",()=>{throw new TypeError("made up")})';

test('a mistake in the watcher shows its stack and is no hold', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '0s');
  const argv = ['--import', MISTAKE, builtCommand, 'watch'];
  const running = sandbox.start(process.execPath, argv, { cwd: 'repo' });
  await eventually(async () => expect((await watched.project.status()).watcher?.pid).toBe(running.pid));
  running.kill('SIGUSR2');
  const { exitCode, stdout, stderr } = await running.ended;
  expect({ exitCode, stderr }).toEqual({
    exitCode: 70,
    stderr: expect.stringMatching(/bug: TypeError: made up\n +at /),
  });
  expect(stdout).not.toContain('nothing is applied');
});
