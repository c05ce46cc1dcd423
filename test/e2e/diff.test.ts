/**
 * What a task changed, as the user's git shows it, without a trace in the worktree or the repository.
 */
import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('diff shows commits, changes and new files since the base, and leaves the index and the objects alone', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', {
    files: { 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': 'ignored\n' },
  });
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await project.upDone();
  const tree = 'repo.worktrees/one';
  await sandbox.write(`${tree}/a.txt`, 'committed\n');
  await sandbox.git('-C', tree, 'commit', '--quiet', '-a', '-m', 'Change');
  await repository.write('main.txt', 'not of the task\n');
  await repository.git('add', 'main.txt');
  await repository.git('commit', '--quiet', '-m', 'Later, on the base');
  await sandbox.write(`${tree}/b.txt`, 'B\n'); // as long as before, in the same second perhaps
  await sandbox.write(`${tree}/new file.txt`, 'untracked\n');
  await sandbox.write(`${tree}/ignored`, 'ignored\n');
  await sandbox.write(`${tree}/empty`, '');
  await sandbox.sh('git init -q nested', { cwd: tree });
  const index = sandbox.path('repo/.git/worktrees/one/index');
  const state = async () => ({
    index: await sandbox.output('sha256sum', [index]),
    touched: (await stat(index)).mtimeMs,
    objects: await sandbox.sh('find .git/objects -type f | sort', { cwd: 'repo' }),
    status: await sandbox.git('--no-optional-locks', '-C', tree, 'status', '--porcelain'),
    temporary: await sandbox.sh('ls -A tmp'),
  });
  const before = await state();

  const { exitCode, stdout, stderr } = await project.pane(['diff', 'one'], {
    env: { GIT_INDEX_FILE: '/nonexistent/index', GIT_DIR: '/nonexistent' },
  });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: 'not shown: nested/ is a separate repository, which git does not look into\n',
  });
  expect(stdout.match(/^[-+](?![-+]).*|^diff .*/gm)).toEqual([
    'diff --git a/a.txt b/a.txt',
    '-a',
    '+committed',
    'diff --git a/b.txt b/b.txt',
    '-b',
    '+B',
    'diff --git a/empty b/empty',
    'diff --git a/new file.txt b/new file.txt',
    '+untracked',
  ]);
  const short = await project.pane(['diff', '--stat', 'one']);
  expect(short.stdout).toContain('4 files changed, 3 insertions(+), 2 deletions(-)');
  expect(await state()).toEqual(before);
});

test('an order of files that is not there is none, and one that is there counts', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { a: 'a\n', z: 'z\n' } });
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await project.upDone();
  await sandbox.sh('echo more | tee -a a >> z', { cwd: 'repo.worktrees/one' });
  await sandbox.write('home/order', 'z\na\n');
  await sandbox.write('repo.worktrees/one/.order', 'z\na\n');
  const shown = async (place: string) => {
    await repository.git('config', 'diff.orderFile', place);
    const { exitCode, stdout, stderr } = await project.pane(['diff', 'one']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return stdout.match(/(?<=^\+\+\+ b\/)[az]$/gm);
  };
  for (const gone of ['/nonexistent', 'nonexistent', '~/nonexistent', sandbox.path('home')])
    expect(await shown(gone)).toEqual(['a', 'z']);
  for (const there of [sandbox.path('home/order'), '~/order', '.order'])
    expect(await shown(there)).toEqual(['z', 'a']);
});

test('on a terminal diff has the pager and the colours of the user, and leaving the pager is no failure', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  await sandbox.write('repo.worktrees/one/README.md', 'changed\n'.repeat(50_000));
  const script = await sandbox.write('bin/pager', '#!/bin/sh\nhead -n 6\necho paged\n', { mode: 0o755 });
  const shell = `'${process.execPath}' '${process.cwd()}/dist/cli.js' diff one`;
  const shown = await sandbox.output('script', ['-qec', shell, '/dev/null'], {
    cwd: 'repo',
    env: { GIT_PAGER: script },
  });
  expect(shown).toContain('\x1b[');
  expect(shown.trim().split(/\r?\n/).at(-1)).toBe('paged');
});
