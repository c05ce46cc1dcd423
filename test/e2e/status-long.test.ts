/**
 * What `status --long` asks git about each worktree.
 */
import { expect, test } from 'vitest';
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
