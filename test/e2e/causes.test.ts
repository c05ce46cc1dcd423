/**
 * What made git fail is told: what a filter or a hook said, before what git says of it.
 */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('a filter that fails at checkout says why, then git says that it failed', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', {
    files: { 'a.bin': 'a\n', '.gitattributes': '*.bin filter=big\n' },
  });
  const filter = await sandbox.write(
    'filter',
    '#!/bin/sh\nprintf "Downloading 10%%\\rDownloading 20%%\\n\\033[31mobject 123 is not on the server\\033[m\\n" >&2; exit 1\n',
    { mode: 0o755 },
  );
  await repository.git('config', 'filter.big.smudge', filter);
  await repository.git('config', 'filter.big.required', 'true');
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  const { exitCode, stdout, stderr } = await project.up();
  expect(exitCode).toBe(1);
  const said =
    /Downloading 20%; object 123 is not on the server; error: .*; fatal: a\.bin: smudge filter big failed/;
  expect(stdout + stderr).toMatch(said);
  expect((await project.task('one')).message).toMatch(said);
});

test('a hook that forbids the branch is asked before a worktree is made of it, and says why', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const hook = `#!/bin/sh
[ "$1" = prepared ] || exit 0
! grep -q ' refs/heads/[^/]*$' || { echo 'branches begin with team/' >&2; exit 1; }
`;
  await repository.write('.git/hooks/reference-transaction', hook, { mode: 0o755 });
  const project = await TestProject.create(sandbox, repository, {
    tasks: ['one', { name: 'two', prompt: 'x', branch: 'team/two' }],
  });
  const { exitCode, stdout, stderr } = await project.up();
  expect(exitCode).toBe(1);
  expect(stdout + stderr).toMatch(/branches begin with team\/; fatal: .*hook/);
  expect(await repository.git('branch', '--format=%(refname:short)')).toBe('main\nteam/two');
  expect(existsSync(sandbox.path('repo.worktrees/one'))).toBe(false);
  expect(existsSync(sandbox.path('repo/.git/worktrees/one'))).toBe(false);
  expect((await project.task('one')).message).toContain('branches begin with team/');
  await project.eventually({ two: 'running' });
});
