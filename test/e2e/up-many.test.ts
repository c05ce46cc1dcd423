/**
 * Many tasks, and many calls of `up` for the same ones.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { childrenOf } from '../support/preload.ts';
import { Sandbox } from '../support/sandbox.ts';

test('with forty tasks a second up, a status and a plan start as few programs as with one', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const tasks = Array.from({ length: 40 }, (_, index) => ({ name: `task-${index}` }));
  const config = { agents: { quiet: { command: 'exec cat' } }, defaults: { agent: 'quiet' }, tasks };
  await repository.write('pane.config.yaml', JSON.stringify(config));
  const at = { cwd: repository.path };
  const up = await sandbox.pane(['up', '--trust', '--once'], at);
  expect(up.exitCode, up.stderr).toBe(0);
  expect((await sandbox.tmux('list-windows', '-a', '-F', '#{window_name}')).split('\n')).toHaveLength(40);

  for (const args of [['up', '--once'], ['status'], ['plan', '--exit-code']]) {
    const children = await childrenOf(sandbox, args, at);
    expect(children.length, JSON.stringify(children)).toBeLessThanOrEqual(6);
    expect(children.length).toBeGreaterThan(0);
  }
  expect((await sandbox.tmux('list-windows', '-a', '-F', '#{window_name}')).split('\n')).toHaveLength(40);
}, 300_000);

test('ten ups at once make one worktree, one window and one agent for each task, and all succeed', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const command = await sandbox.stubAgent();
  const names = ['one', 'two', 'three'];
  const config = {
    agents: { stub: { command: [command] } },
    defaults: { agent: 'stub' },
    tasks: names.map((name) => ({ name, prompt: `Do ${name}.` })),
  };
  await repository.write('pane.config.yaml', JSON.stringify(config));
  const at = { cwd: repository.path };

  const calls = Array.from({ length: 10 }, () => sandbox.pane(['up', '--trust', '--once'], at));
  const ended = await Promise.all(calls);

  expect(ended.map(({ exitCode, stderr }) => (exitCode === 0 ? 0 : stderr))).toEqual(calls.map(() => 0));
  const launches = await eventually(() => {
    const found = sandbox.launches();
    expect(found).toHaveLength(3);
    return found;
  });
  expect(launches.map(({ argv }) => argv.join()).sort()).toEqual(['Do one.', 'Do three.', 'Do two.']);
  const windows = await sandbox.tmux('list-windows', '-a', '-F', '#{session_name} #{window_name}');
  expect(windows.split('\n').sort()).toEqual(['repo one', 'repo three', 'repo two']);
  expect((await repository.git('worktree', 'list')).split('\n')).toHaveLength(4);
  const branches = await repository.git('branch', '--format=%(refname:short)');
  expect(branches.split('\n').sort()).toEqual(['main', ...names].sort());
  const planned = await sandbox.pane(['plan', '--exit-code'], at);
  expect(planned).toMatchObject({ exitCode: 0 });
  await sandbox.launched(3);
});
