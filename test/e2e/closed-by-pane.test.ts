/**
 * A window that `pane` closed was not closed by hand: under a watcher its task comes back when the file wants it.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** So that the server goes on when the last window of the project is closed. */
async function keepServer(sandbox: Sandbox): Promise<void> {
  await sandbox.tmux('new-session', '-d', '-s', 'mine', 'sleep', '1000');
}

test('a task that was paused comes back under a watcher when it no longer is', async () => {
  await using sandbox = await Sandbox.create();
  await keepServer(sandbox);
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const watcher = await project.watch();
  const prompt = 'Prompt of one';
  for (const back of [{}, { paused: false }]) {
    await project.write({ tasks: [{ name: 'one', prompt, paused: true }, 'two'] });
    await project.eventually({ one: 'paused', two: 'running' });
    await eventually(async () =>
      expect(await sandbox.tmux('list-windows', '-a', '-F', '#W')).not.toContain('one'),
    );
    // A look of the watcher at the paused task.
    await project.write({
      tasks: [{ name: 'one', prompt, paused: true }, 'two', { name: 'x', paused: true }],
    });
    await project.eventually({ one: 'paused', x: 'paused' });
    await project.write({ tasks: [{ name: 'one', prompt, ...back }, 'two'] });
    await project.eventually({ one: 'running', two: 'running' });
  }
  watcher.kill('SIGTERM');
  expect((await watcher.ended).exitCode).toBe(0);
});

test('a task that is paused and no longer paused comes back, however its window was closed before', async () => {
  await using sandbox = await Sandbox.create();
  await keepServer(sandbox);
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const watcher = await project.watch();
  await sandbox.tmux('kill-window', '-t', '=repo:one');
  expect((await project.pane(['down', 'two'])).exitCode).toBe(0);
  await project.eventually({ one: 'stopped', two: 'stopped' });
  const names = ['one', 'two'];
  const held = async () => {
    const stamps = names.map((name) => sandbox.read(`repo/.git/worktrees/${name}/pane/stamp.json`));
    return (await Promise.all(stamps)).map((stamp) => JSON.parse(stamp).hold?.reason ?? null);
  };
  await eventually(async () => expect(await held()).toEqual(['closed', 'down']));
  const entries = names.map((name) => ({ name, prompt: `Prompt of ${name}` }));
  await project.write({ tasks: entries.map((entry) => ({ ...entry, paused: true })) });
  await eventually(async () => expect(await held()).toEqual([null, null]));
  expect(await project.states()).toEqual({ one: 'paused', two: 'paused' });
  await project.write({ tasks: entries });
  await project.eventually({ one: 'running', two: 'running' });
  watcher.kill('SIGTERM');
  expect((await watcher.ended).exitCode).toBe(0);
});

test('what was taken down with the whole project comes up with the next watcher; what was named does not', async () => {
  await using sandbox = await Sandbox.create();
  await keepServer(sandbox);
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  expect((await project.pane(['down', 'two'])).exitCode).toBe(0);
  expect((await project.pane(['down'])).exitCode).toBe(0);
  const watcher = await project.watch();
  await project.eventually({ one: 'running', two: 'stopped' });
  watcher.kill('SIGTERM');
  expect((await watcher.ended).exitCode).toBe(0);
});

test('a task whose restart closed its window and failed then comes up again', async () => {
  await using sandbox = await Sandbox.create();
  await keepServer(sandbox);
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const watcher = await project.watch();
  // The window is closed, and a new one is refused.
  const real = await sandbox.sh('command -v tmux');
  const gate = sandbox.path('refuses');
  await sandbox.write(
    'bin/tmux',
    `#!/bin/sh\ncase " $* " in *' new-session '* | *' new-window '*) [ -e '${gate}' ] && { echo refused >&2; exit 1; };; esac\nexec ${real} "$@"\n`,
    { mode: 0o755 },
  );
  await sandbox.write('refuses', '');
  const restart = await project.pane(['restart', 'one']);
  expect(restart.exitCode).toBe(1);
  expect(restart.stderr).toContain('refused');
  await sandbox.sh('rm refuses');
  await project.eventually({ one: 'running' });
  watcher.kill('SIGTERM');
  expect((await watcher.ended).exitCode).toBe(0);
});

test('a task goes to another tmux server once its agent on the former one has ended', async () => {
  await using sandbox = await Sandbox.create();
  await keepServer(sandbox);
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await project.upDone();
  const watcher = await project.watch();
  const other = sandbox.path('other');
  await project.write({ tmux: { socket: '../other' }, tasks: ['one'] });
  expect((await project.pane(['trust', '--yes'])).exitCode).toBe(0);
  await project.eventually({ one: 'conflict' });
  await sandbox.tmux('kill-window', '-t', '=repo:one');
  await project.eventually({ one: 'running' });
  expect(await sandbox.tmuxAt(other, 'list-windows', '-a', '-F', '#W')).toBe('one');
  watcher.kill('SIGTERM');
  expect((await watcher.ended).exitCode).toBe(0);
});
