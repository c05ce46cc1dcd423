/**
 * What `status` tells of worktrees in a state that is not the usual one.
 */
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('dirty counts each untracked file, and a renamed file once; the diff has all of them, whatever their names', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const tree = 'repo.worktrees/one';
  await sandbox.git('-C', tree, 'mv', 'README.md', 'READ.md');
  for (const name of ['a', 'b', 'below/c']) await sandbox.write(`${tree}/folder/${name}`, 'new\n');
  await writeFile(Buffer.from(`${sandbox.path(tree)}/caf\xe9.txt`, 'latin1'), 'x\n');
  // What the user's configuration hides is there all the same.
  await sandbox.git('-C', tree, 'config', 'status.showUntrackedFiles', 'no');
  await sandbox.git('-C', tree, 'config', 'status.renames', 'false');
  expect((await project.status(['--long'])).tasks).toMatchObject([{ name: 'one', dirty: 5 }]);

  const { exitCode, stdout, stderr } = await project.pane(['diff', '--stat', 'one']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('"caf\\351.txt"');
  expect(stdout).toContain('5 files changed, 4 insertions(+)');
});

test('a worktree that git can not read is a row with the reason, and the others stand', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  await sandbox.repository('library');
  await repository.git('submodule', '--quiet', 'add', sandbox.path('library'), 'sub');
  await repository.commit('With a submodule');
  const tasks = ['index', 'sub', 'object', 'ref', 'log', 'well'];
  const project = await TestProject.create(sandbox, repository, { tasks });
  await project.upDone();
  await sandbox.git('-C', 'repo.worktrees/sub', 'submodule', '--quiet', 'update', '--init');
  await sandbox.write('repo/.git/worktrees/index/index', 'bad\n');
  await sandbox.write('repo.worktrees/sub/sub/.git', 'gitdir: /nowhere\n');
  await sandbox.write('repo/.git/refs/heads/object', `${'1'.repeat(40)}\n`);
  await sandbox.write('repo/.git/refs/heads/ref', 'bad\n');
  await sandbox.write('repo.worktrees/well/new.txt', 'new\n');
  await sandbox.git('-C', 'repo.worktrees/log', 'commit', '--quiet', '--allow-empty', '-m', 'Work');
  await sandbox.sh('rm logs/HEAD && mkdir logs/HEAD', { cwd: 'repo/.git/worktrees/log' });

  const { exitCode, stdout, stderr } = await project.pane(['status', '--long']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^well +running .* 1 dirty/m);
  expect((await project.status(['--long'])).tasks).toMatchObject([
    {
      name: 'index',
      state: 'unknown',
      message: expect.stringMatching(/^could not ask git: .*index file (smaller than expected|corrupt)/),
      ahead: null,
      dirty: null,
      lines: null,
    },
    { name: 'sub', state: 'unknown', message: expect.stringMatching(/^could not ask git: .*\bsub\b/) },
    { name: 'object', state: 'unknown', ahead: null, dirty: null, lines: null },
    { name: 'ref', state: 'unknown', ahead: null, dirty: null, lines: null },
    { name: 'log', state: 'running', ahead: 1, dirty: 0 },
    { name: 'well', state: 'running', dirty: 1 },
  ]);
  // Nothing of it is asked without --long.
  expect(await project.states()).toEqual(Object.fromEntries(tasks.map((task) => [task, 'running'])));
});

test('a task in the midst of a rebase or a bisect has its branch, and what is in progress', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { 'a.txt': 'a\n' } });
  const tasks = ['merging', 'applying', { name: 'bisecting', branch: 'fix/bisected' }, 'detached', 'usual'];
  const project = await TestProject.create(sandbox, repository, { tasks });
  await project.upDone();
  await repository.write('a.txt', 'main\n');
  await repository.commit('On main');
  for (const [task, backend] of [
    ['merging', '--merge'],
    ['applying', '--apply'],
  ] as const) {
    const tree = `repo.worktrees/${task}`;
    await sandbox.write(`${tree}/a.txt`, `${task}\n`);
    await sandbox.git('-C', tree, 'commit', '--quiet', '-a', '-m', 'Work');
    expect((await sandbox.run('git', ['-C', tree, 'rebase', backend, 'main'])).exitCode).not.toBe(0);
  }
  await sandbox.git('-C', 'repo.worktrees/bisecting', 'commit', '--quiet', '--allow-empty', '-m', 'Work');
  await sandbox.git('-C', 'repo.worktrees/bisecting', 'commit', '--quiet', '--allow-empty', '-m', 'More');
  await sandbox.git('-C', 'repo.worktrees/bisecting', 'bisect', 'start', 'HEAD', 'HEAD~2');
  await sandbox.git('-C', 'repo.worktrees/detached', 'checkout', '--quiet', '--detach');
  await sandbox.git('-C', 'repo.worktrees/detached', 'bisect', 'start');

  const expected = [
    { name: 'merging', branch: 'merging', inProgress: 'rebase' },
    { name: 'applying', branch: 'applying', inProgress: 'rebase' },
    { name: 'bisecting', branch: 'fix/bisected', inProgress: 'bisect' },
    { name: 'detached', branch: null, inProgress: 'bisect' },
    { name: 'usual', branch: 'usual', inProgress: null },
  ];
  expect((await project.status()).tasks).toMatchObject(expected);
  const { stdout } = await project.pane(['status']);
  expect(stdout).toMatch(/^merging .* merging \(rebase\) /m);
  expect(stdout).toMatch(/^applying .* applying \(rebase\) /m);
  expect(stdout).toMatch(/^bisecting .* fix\/bisected \(bisect\) /m);
  expect(stdout).toMatch(/^detached .* \(detached, bisect\) /m);
  const all = JSON.parse((await project.pane(['status', '--all', '--json'])).stdout);
  expect(all.projects[0].tasks).toMatchObject(expected);
});
