/**
 * What `status --long` asks git about each worktree.
 */
import { expect, test } from 'vitest';
import { childrenOf } from '../support/preload.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('--long counts commits, files and lines since branch and base parted, and says where the base is gone', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { 'a.txt': 'a\nb\n', 'b.txt': 'b\n' } });
  await repository.git('branch', 'short-lived');
  await repository.git('tag', '-m', 'Annotated', 'v1');
  const project = await TestProject.create(sandbox, repository, {
    tasks: ['one', 'untouched', { name: 'tagged', base: 'v1' }, { name: 'baseless', base: 'short-lived' }],
  });
  await project.upDone();
  const tree = 'repo.worktrees/one';
  await sandbox.write(`${tree}/a.txt`, 'a\nc\nd\n');
  await sandbox.git('-C', tree, 'commit', '--quiet', '-a', '-m', 'Change');
  await sandbox.write(`${tree}/b.txt`, '');
  await sandbox.write(`${tree}/new.txt`, 'untracked\n');
  await repository.write('main.txt', 'not of the task\n');
  await repository.git('add', 'main.txt');
  await repository.git('commit', '--quiet', '-m', 'Later, on the base');
  await repository.git('branch', '-D', 'short-lived');
  await sandbox.git('-C', 'repo.worktrees/tagged', 'checkout', '--quiet', '--detach');

  const { stdout } = await project.pane(['status', '--long', '--json']);
  const { tasks } = JSON.parse(stdout);
  expect(tasks).toMatchObject([
    { name: 'one', ahead: 1, dirty: 2, lines: { added: 2, removed: 2 } },
    { name: 'untouched', ahead: 0, dirty: 0, lines: { added: 0, removed: 0 } },
    { name: 'tagged', branch: null, ahead: 0, dirty: 0, lines: { added: 0, removed: 0 } },
    { name: 'baseless', baseGone: true, ahead: 0, dirty: 0, lines: { added: 0, removed: 0 } },
  ]);
  const table = (await project.pane(['status', '--long'])).stdout;
  expect(table).toMatch(/one .* 1 commit, 2 dirty, \+2 -2 /);
  expect(table).toMatch(/tagged .* \(detached\) /);
});

test('--long asks git at most four times about each worktree, and twice about all bases', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.repository('origin');
  await sandbox.git('clone', '--quiet', 'origin', 'repo');
  const repository = { path: sandbox.path('repo') };
  await sandbox.git('-C', 'repo', 'branch', '--quiet', '--track', 'trunk', 'origin/main');
  const tasks = ['untouched', 'committed', 'merged', { name: 'other', base: 'trunk' }];
  const project = await TestProject.create(sandbox, repository, { tasks });
  await project.upDone();
  const commit = (tree: string, message: string) =>
    sandbox.git('-C', tree, 'commit', '--quiet', '--allow-empty', '-m', message);
  await commit('repo', 'Later');
  for (const task of ['committed', 'merged', 'other']) await commit(`repo.worktrees/${task}`, 'Work');
  await sandbox.git('-C', 'repo.worktrees/merged', 'merge', '--quiet', '--no-edit', 'main');

  const children = async (...args: string[]) =>
    (await childrenOf(sandbox, ['status', ...args], { cwd: 'repo' })).filter(([file]) => file === 'git');
  const short = (await children()).length;
  const long = await children('--long');
  const about = (task: string) => long.filter((argv) => argv.includes(sandbox.path('repo.worktrees', task)));
  expect(about('untouched').length).toBe(3);
  expect(about('committed').length).toBe(3);
  expect(about('merged').length).toBe(4);
  expect(about('other').length).toBe(3);
  expect(long.length - short - 3 - 3 - 4 - 3).toBe(2);
  expect((await project.status(['--long'])).tasks.map(({ ahead }) => ahead)).toEqual([0, 1, 2, 1]);
});

test('--long of many tasks says nothing but what it is asked for', async () => {
  await using sandbox = await Sandbox.create();
  const tasks = Array.from({ length: 12 }, (_each, index) => `task-${index}`);
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks });
  await project.upDone();
  const { exitCode, stdout, stderr } = await project.pane(['status', '--long', '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout).tasks).toMatchObject(tasks.map((name) => ({ name, ahead: 0, dirty: 0 })));
});
