/**
 * Windows that the user closed, beside a watcher in the foreground: they stay closed until `up` is run.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('a window closed by hand stays closed under watch, the last one and its server too; up opens it', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const watcher = await project.watch();

  // A new task is a pass of the watcher, which would open what it wants open. Its agent has begun then: a window that
  // is closed before may have lost its prompt.
  const tasks = ['one', 'two'];
  let launches = tasks.length;
  const begun = async (count: number) => {
    launches += count;
    await sandbox.launched(launches);
  };
  const passes = async (name: string) => {
    tasks.push(name);
    await project.write({ tasks });
    await eventually(() => watcher.stdout.includes(`open-window ${name}`));
    await begun(1);
  };
  await begun(0);

  await sandbox.tmux('kill-window', '-t', '=repo:one');
  await passes('three');
  await project.eventually({ one: 'stopped', two: 'running', three: 'running' });

  // A lost server takes all windows, which nobody closed.
  await sandbox.tmux('kill-server');
  await begun(2);
  await project.eventually({ one: 'stopped', two: 'running', three: 'running' });

  // With its last window a server ends too, which is no loss.
  expect((await project.pane(['down', 'two', 'three'])).exitCode).toBe(0);
  await passes('four');
  const server = Number(await sandbox.tmux('display-message', '-p', '#{pid}'));
  await sandbox.tmux('kill-window', '-t', '=repo:four');
  await eventually(() => expect(() => process.kill(server, 0)).toThrow());
  await passes('five');
  const closed = { one: 'stopped', two: 'stopped', three: 'stopped', four: 'stopped' };
  await project.eventually({ ...closed, five: 'running' });

  await project.upDone();
  expect(await project.states()).toEqual({ ...closed, one: 'running', four: 'running', five: 'running' });
  watcher.kill('SIGTERM');
  expect((await watcher.ended).exitCode).toBe(0);
});

test('a server without a window, which stays with exit-empty off, is used', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await sandbox.tmux('start-server', ';', 'set-option', '-s', 'exit-empty', 'off');
  const server = await sandbox.tmux('display-message', '-p', '#{pid}');
  await project.upDone();
  expect((await project.pane(['down'])).exitCode).toBe(0);
  expect(await project.states()).toEqual({ one: 'stopped' });
  await project.upDone();
  expect(await sandbox.tmux('display-message', '-p', '#{pid}')).toBe(server);
  await sandbox.launched(2);
});
