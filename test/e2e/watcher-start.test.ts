/**
 * How the watcher begins and ends: what `up` and `down` say of it is true when they return.
 */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('a watcher that up started has begun; with tasks that are named it is started only if it leaves the others alone', async () => {
  await using sandbox = await Sandbox.create();
  const tasks = ['one', 'two', 'three'];
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks });

  const named = await project.pane(['up', 'one', '--trust']);
  expect(await project.status()).toMatchObject({ watcher: null });
  expect(await project.states()).toMatchObject({ two: 'pending', three: 'pending' });
  expect(named).toMatchObject({ exitCode: 0 });
  expect(named.stderr).toContain('the watcher was not started');
  expect(named.stderr).toContain('two, three');

  const started = await project.pane(['up', 'two', 'three', '--json']);
  expect((await project.status()).watcher).not.toBeNull();
  expect(JSON.parse(started.stdout)).toMatchObject({ watcher: 'started', notices: [] });
  const again = await project.pane(['up', 'one', '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ watcher: 'running', notices: [] });

  // A dry run says what the run with the same options would do.
  await project.write({ tasks: ['one'] });
  const dry = await project.pane(['up', '--dry-run']);
  expect(dry.stdout).not.toContain('archive-worktree');
  const decided = await project.pane(['up', '--dry-run', '--yes']);
  expect(decided.stdout).toMatch(/archive-worktree +two /);
  expect((await project.status()).archived).toEqual([]);
});

test('a watcher that could not be started loses nothing of what up reports', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await repository.write('.git/pane/watch', 'in the way of its notes');
  const kept = await project.pane(['up', 'one', '--trust', '--json']);
  expect(kept.exitCode).toBe(1);
  const { watcher, operations, notices } = JSON.parse(kept.stdout);
  expect(watcher).toBe('off');
  expect(operations.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['done', 'done', 'done']);
  expect(notices).toEqual([
    { kind: 'warning', message: expect.stringContaining('.git/pane/watch is not a directory') },
    { kind: 'failed', message: expect.stringContaining('the watcher was not started: ') },
  ]);

  // Or it ends at once: here because a hook breaks the file while `up` is at work.
  await sandbox.sh('rm pane/watch', { cwd: 'repo/.git' });
  const hook = '#!/bin/sh\necho \'!\' >> "$(git rev-parse --git-common-dir)/../pane.config.yaml"\n';
  await repository.write('.git/hooks/post-checkout', hook, { mode: 0o755 });
  await project.write({ tasks: ['one', 'two'] });
  const ended = await project.pane(['up', '--json']);
  expect(ended.exitCode).toBe(1);
  expect(JSON.parse(ended.stdout)).toMatchObject({
    watcher: 'off',
    notices: [{ kind: 'failed', message: expect.stringContaining('the watcher ended at once') }],
  });
  // Its window says why, until the next one begins.
  expect(await sandbox.tmux('capture-pane', '-p', '-S', '-', '-t', '=repo:=pane')).toContain(
    'pane.config.yaml',
  );
  await project.write({ tasks: ['one', 'two'] });
  expect(await project.pane(['up'])).toMatchObject({ exitCode: 0 });
  expect((await project.status()).watcher).not.toBeNull();
  const windows = await sandbox.tmux('list-windows', '-t', '=repo:', '-F', '#{window_name}');
  expect(windows.split('\n').sort()).toEqual(['one', 'pane', 'two']);
});

test('down waits for the step that the watcher is at, and sees what it made', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  expect(await project.pane(['up', '--trust', '--wait=60'])).toMatchObject({ exitCode: 0 });
  execFileSync('mkfifo', [sandbox.path('gate')]);
  const hook = `#!/bin/sh\n: > '${sandbox.path('begun')}'; cat '${sandbox.path('gate')}'\n`;
  await repository.write('.git/hooks/post-checkout', hook, { mode: 0o755 });
  await project.write({ tasks: ['one', 'slow'] });
  await eventually(() => sandbox.read('begun'));

  const down = sandbox.startPane(['down', '--archive'], { cwd: 'repo' });
  await eventually(() => down.stderr.includes('waiting for the watcher'));
  expect(await project.states()).toMatchObject({ one: 'running' });
  await sandbox.sh(': > gate');
  expect(await down.ended).toMatchObject({ exitCode: 0 });
  const { watcher, archived } = await project.status();
  expect(watcher).toBeNull();
  expect(archived.map(({ task }) => task).sort()).toEqual(['one', 'slow']);
  await expect(sandbox.tmux('list-windows', '-a')).rejects.toThrow(/no server running|No such file/);
});
