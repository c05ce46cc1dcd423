/**
 * What is in the way and is not ours is reported with the ways out, and stays untouched.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('directories, branches and registrations in the way are conflicts, each with its way out', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  await repository.git('branch', 'used');
  await repository.git('worktree', 'add', '--quiet', '../elsewhere', 'used');
  await repository.git('branch', 'feature');
  await repository.git('worktree', 'add', '--quiet', '--detach', '../gone');
  const project = await TestProject.create(sandbox, repository, {
    tasks: [
      'empty',
      'full',
      'file',
      { name: 'dangling', worktree: '../dangling' },
      { name: 'holder', branch: 'used' },
      { name: 'main', branch: 'main' },
      { name: 'nested', branch: 'feature/x' },
      { name: 'gone', worktree: '../gone' },
      'fine',
    ],
  });
  await sandbox.sh(`mkdir -p repo.worktrees/empty repo.worktrees/full; echo mine > repo.worktrees/full/notes
    echo mine > repo.worktrees/file; ln -s nowhere dangling; mv gone moved`);
  const seen = () =>
    sandbox.sh(`ls -lR --time-style=full-iso repo.worktrees/empty repo.worktrees/full elsewhere moved dangling repo.worktrees/file
      git -C repo branch`);
  const before = await seen();

  const { exitCode, stdout } = await project.up(['--json', '--wait=60']);
  expect(exitCode).toBe(1);
  expect(await seen()).toBe(before.replace('  feature\n', '  feature\n+ fine\n'));
  expect(await project.states()).toEqual({
    empty: 'conflict',
    full: 'conflict',
    file: 'conflict',
    dangling: 'conflict',
    holder: 'conflict',
    main: 'conflict',
    nested: 'conflict',
    gone: 'conflict',
    fine: 'running',
  });
  const { notices } = JSON.parse(stdout);
  const told = Object.fromEntries(
    notices.map(({ task, message }: Record<string, string>) => [task, message]),
  );
  expect(told.empty).toContain('repo.worktrees/empty is in the way');
  expect(told.holder).toContain(`branch used is checked out at ${sandbox.path('elsewhere')}`);
  expect(told.main).toContain(`branch main is checked out at ${repository.path}`);
  expect(told.nested).toContain('feature');
  expect(told.gone).toContain('git worktree prune');
  await sandbox.launched(1);
});

test("a session of the user's gets our windows beside theirs, and down leaves it as it was", async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await sandbox.tmux('new-session', '-d', '-s', 'repo', '-n', 'one', 'sh', '-c', 'exec cat');
  await sandbox.tmux('new-window', '-d', '-t', '=repo:', '-n', 'one', 'sh', '-c', 'exec cat');
  await sandbox.tmux('new-session', '-d', '-s', 'repo-2', '-n', 'one', 'sh', '-c', 'exec cat');
  const windows = () =>
    sandbox.tmux('list-windows', '-a', '-F', '#{session_name} #{window_id} #{window_name} #{@pane_task}');
  const options = () => sandbox.tmux('show-options', '-t', '=repo:');
  const before = [await windows(), await options()];

  const up = await project.pane(['up', '--trust', '--wait=60']);
  expect(up.exitCode).toBe(0);
  expect((await windows()).split('\n').filter((line) => line.startsWith('repo '))).toHaveLength(4);
  await project.upDone();
  expect((await project.pane(['down'])).exitCode).toBe(0);
  expect([await windows(), await options()]).toEqual(before);

  // One that ends when its client leaves would take our windows along.
  const client = sandbox.start('tmux', ['-S', sandbox.socket, '-C', 'attach', '-t', '=repo:']);
  await eventually(async () => expect(await sandbox.tmux('list-clients')).toContain('repo'));
  await sandbox.tmux('set-option', '-t', '=repo:', 'destroy-unattached', 'on');
  const { exitCode, stderr } = await project.up();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('destroy-unattached');
  expect(await windows()).toBe(before[0]);
  client.kill();
});

test('projects of one name side by side share nothing', async () => {
  await using sandbox = await Sandbox.create();
  const mine = await TestProject.create(sandbox, await sandbox.repository('a/app'), {
    tasks: ['one', 'two'],
  });
  const other = await TestProject.create(sandbox, await sandbox.repository('b/app'), { tasks: ['one'] });
  await mine.upDone();
  await other.upDone();
  await sandbox.launched(3);
  const sessions = await sandbox.tmux('list-sessions', '-F', '#{session_name} #{session_windows}');
  expect(sessions.split('\n').sort()).toEqual([
    expect.stringMatching(/^app 2$/),
    expect.stringMatching(/^app-[0-9a-f]{6} 1$/),
  ]);
  await mine.write({ tasks: ['one'] });
  expect((await mine.up()).exitCode).toBe(0);
  await mine.pane(['down']);
  expect(await other.states()).toEqual({ one: 'running' });
  expect(await other.plan()).toEqual([]);
  await other.pane(['down']);
  await eventually(async () =>
    expect((await sandbox.run('tmux', ['-S', sandbox.socket, 'list-sessions'])).exitCode).toBe(1),
  );
  expect(sandbox.launches()).toHaveLength(3);
});

test('a copy of the whole repository has its own tasks, and does not touch those of the original', async () => {
  await using sandbox = await Sandbox.create();
  const original = await TestProject.create(sandbox, await sandbox.repository('app'), {
    tasks: ['one', 'two'],
  });
  await original.upDone();
  await sandbox.sh('cp -a app copy');
  const state = () =>
    sandbox.sh('cat app/.git/worktrees/*/gitdir app/.git/worktrees/*/HEAD; git -C app worktree list');
  const before = await state();

  const copy = new TestProject(sandbox, 'copy');
  expect(await copy.states()).toEqual({ one: 'conflict', two: 'conflict' });
  const up = await copy.up();
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toContain(`branch one is checked out at ${sandbox.path('app.worktrees/one')}`);
  // Nor does taking them out of the copy's file archive anything, or ending its windows.
  await copy.write({ tasks: [{ name: 'one', branch: 'copied' }] });
  await copy.upDone(['--yes']);
  expect((await copy.pane(['down'])).exitCode).toBe(0);
  expect((await copy.pane(['archive', 'one'])).exitCode).toBe(0);

  expect(await state()).toBe(before);
  expect(await original.states()).toEqual({ one: 'running', two: 'running' });
  expect(await original.plan()).toEqual([]);
  expect(await sandbox.sh('ls copy.worktrees')).toBe('');
});

test('nor does a copy whose worktrees were copied with it, and belong to it', async () => {
  await using sandbox = await Sandbox.create();
  const tasks = ['one', 'two'];
  const original = await TestProject.create(sandbox, await sandbox.repository('app'), { tasks });
  await original.upDone(['--wait=60']);
  // As worktree.useRelativePaths has it at once, in newer versions of git.
  await sandbox.sh(`mkdir copies && cp -a app app.worktrees copies && cd copies && for name in one two; do
    echo "gitdir: $PWD/app/.git/worktrees/$name" > app.worktrees/$name/.git
    echo "$PWD/app.worktrees/$name/.git" > app/.git/worktrees/$name/gitdir
  done`);
  const copy = new TestProject(sandbox, 'copies/app');
  expect(await copy.states()).toEqual({ one: 'conflict', two: 'conflict' });
  for (const args of [['down', 'one'], ['restart', 'one'], ['archive', 'one'], ['down']])
    await copy.pane(args);
  expect(await original.states()).toEqual({ one: 'running', two: 'running' });
  await sandbox.launched(2);

  // Where the original is no more, it was moved there.
  expect((await original.pane(['down'])).exitCode).toBe(0);
  await sandbox.sh('rm -rf app app.worktrees');
  await copy.write({ tasks });
  await copy.upDone(['--wait=60']);
  expect(await copy.states()).toEqual({ one: 'running', two: 'running' });
});

test('two files in one repository are two projects, if they have two names', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const first = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await first.upDone();
  const second = await TestProject.create(
    sandbox,
    repository,
    { tasks: ['two'] },
    { file: 'sub/pane.config.yaml' },
  );
  const inSub = { cwd: 'repo/sub' };
  const { exitCode, stderr } = await second.up([], inSub);
  expect(exitCode).toBe(1);
  const clashOfNames = 'pane.config.yaml is another project of this name in this repository';
  expect(stderr).toContain(clashOfNames);
  expect((await second.status([], inSub)).warnings.join()).toContain(clashOfNames);
  expect(await sandbox.sh('ls repo.worktrees')).toBe('one');

  await second.write({ project: 'second', tasks: ['two', 'one'] });
  const clash = await second.up([], inSub);
  expect(clash.exitCode).toBe(1);
  expect(clash.stderr).toContain('branch one is checked out at');
  await second.write({ project: 'second', tasks: ['two', { name: 'one', branch: 'second-one' }] });
  await second.upDone([], inSub);
  expect(await first.states()).toEqual({ one: 'running' });
  expect(await first.plan()).toEqual([]);
  expect(await second.plan(inSub)).toEqual([]);
  await first.pane(['down']);
  expect((await second.status([], inSub)).tasks.map(({ state }) => state)).toEqual(['running', 'running']);
});
