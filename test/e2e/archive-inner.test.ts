/**
 * What lies inside a task's worktree and is named by its place goes along into the archive and back: worktrees that
 * somebody added there, and submodules within submodules.
 */
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { killPaneAt } from '../support/kill-at.ts';
import { Sandbox } from '../support/sandbox.ts';
import { snapshotTree } from '../support/snapshot.ts';

test('worktrees inside a worktree stay registered, whatever is pruned meanwhile', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 't' }, { name: 'tail' }]);
  await project.up();
  const inside = (...args: string[]) => sandbox.git('-C', project.worktree('t'), ...args);
  await inside('worktree', 'add', '--quiet', '-b', 'side', '.wt/sub');
  await inside('worktree', 'add', '--quiet', '-b', 'kept', '.wt/locked');
  await inside('worktree', 'lock', '--reason', 'mine', '.wt/locked');
  await inside('worktree', 'add', '--quiet', '-b', 'deep', '.wt/sub/.wt/deep');
  await sandbox.write('p.worktrees/t/.wt/sub/new.txt', 'new\n');
  await sandbox.write('p.worktrees/t/.wt/relative/.git', ''); // no worktree at all
  const listed = () => project.repository.git('worktree', 'list', '--porcelain');
  const before = { tree: snapshotTree(project.worktree('t')), listed: await listed() };

  const archived = await project.pane(['archive', 't']);
  expect(archived.exitCode).toBe(0);
  expect(archived.stderr).toContain(
    '.wt/sub inside it is archived with it; git still counts its branch side as checked out',
  );
  expect(await listed()).not.toContain('prunable');
  await project.repository.git('worktree', 'prune', '--expire=now');
  await project.repository.git('gc', '--quiet', '--prune=now');
  const [{ path } = { path: '' }] = await project.archived();
  expect(await sandbox.git('-C', `${path}/.wt/sub`, 'status', '--porcelain')).toBe('?? .wt/\n?? new.txt');

  await project.done('restore', '--no-up', 't');
  expect(await listed()).toBe(before.listed);
  expect(snapshotTree(project.worktree('t'))).toEqual(before.tree);
  expect(await sandbox.git('-C', `${project.worktree('t')}/.wt/sub/.wt/deep`, 'status')).toContain('deep');
});

test('an archive or a restore that was killed right after the move is finished for what lies inside too', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 't' }]);
  await project.up();
  await sandbox.git('-C', project.worktree('t'), 'worktree', 'add', '--quiet', '-b', 'side', '.wt/sub');
  const listed = () => project.repository.git('worktree', 'list', '--porcelain');
  const before = await listed();
  for (const words of [
    ['archive', 't'],
    ['restore', '--no-up', 't'],
  ]) {
    const { ran } = await killPaneAt(sandbox, 1, words, { cwd: 'repo', of: 'gitdir' });
    expect(ran.signal).toBe('SIGKILL');
    await project.repository.git('worktree', 'prune', '--expire=now');
    if (words[0] === 'archive') await project.pane(['up', '--once', '--yes']);
    else await project.up();
    expect(await listed()).not.toContain('prunable');
  }
  expect(await listed()).toBe(before);
});

test('submodules work in the archive, and at whatever depth the worktree comes back', async () => {
  await using sandbox = await Sandbox.create();
  const inner = await sandbox.repository('inner', { files: { 'i.txt': 'i\n' } });
  const outer = await sandbox.repository('outer', { files: { 'o.txt': 'o\n' } });
  await outer.git('submodule', '--quiet', 'add', inner.path, 'deep/inner');
  await outer.commit('Add a submodule');
  const project = await Project.create(sandbox, [{ name: 't' }]);
  await project.repository.git('submodule', '--quiet', 'add', '--name', 'libs/outer', outer.path, 'lib');
  await project.repository.commit('Add a submodule');
  await project.up();
  await sandbox.git('-C', project.worktree('t'), 'submodule', '--quiet', 'update', '--init', '--recursive');
  await sandbox.write('p.worktrees/t/lib/deep/inner/new.txt', 'new\n');
  await sandbox.git('-C', `${project.worktree('t')}/lib`, 'commit', '--quiet', '--allow-empty', '-m', 'mine');
  const seen = async (path: string) =>
    await Promise.all(
      ['', '/lib', '/lib/deep/inner'].map((part) =>
        sandbox.git('-C', `${path}${part}`, 'status', '--porcelain', '-b'),
      ),
    );
  const before = await seen(project.worktree('t'));
  expect(before.at(-1)).toContain('?? new.txt');
  // Their links are written at each move.
  const treeNow = () =>
    snapshotTree(project.worktree('t')).map((line) => line.replace(/(\.git: file .*) [\d.]+$/, '$1'));
  const tree = treeNow();

  await project.done('archive', 't');
  const [{ path } = { path: '' }] = await project.archived();
  expect((await seen(path)).slice(1)).toEqual(before.slice(1));
  await project.done('restore', '--no-up', 't');
  expect(treeNow()).toEqual(tree);
  expect(await seen(project.worktree('t'))).toEqual(before);

  await project.done('archive', 't');
  const far = sandbox.path('a/b/c');
  await project.list([{ name: 't' }]);
  const text = await sandbox.read('repo/pane.config.yaml');
  await sandbox.write('repo/pane.config.yaml', `worktrees: ${far}\n${text}`);
  await project.up();
  expect(await seen(`${far}/t`)).toEqual(before);
  const names = ['lib', 'lib/deep/inner'];
  for (const name of names)
    await sandbox.git('-C', `${far}/t/${name}`, 'commit', '--quiet', '--allow-empty', '-m', 'x');
});
