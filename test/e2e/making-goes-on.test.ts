/**
 * What a killed `pane` had at work on a worktree goes on without it: the next `up` ends it before it does
 * the same again, so that two never write into one worktree.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { processesOf } from '../support/processes.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { snapshotTree } from '../support/snapshot.ts';

/** Does its work, but hangs the first time: SECONDS tells the hanging ones apart. */
function hangingOnce(sandbox: Sandbox, name: string, seconds: number): string {
  const times = sandbox.path(`${name}.times`);
  return `echo >> '${times}'; [ "$(wc -l < '${times}')" -gt 1 ] || sleep ${seconds}; `;
}

test('a checkout, a hook and a copy that outlive a killed up are ended by the next one, and done again', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', {
    files: { '.gitattributes': '*.slow filter=slow\n', '.gitignore': 'node_modules/\n', 'a.slow': 'text\n' },
  });
  await repository.write('node_modules/one', '1');
  await sandbox.write('bin/cp', `#!/bin/sh\n/bin/cp "$@"\n${hangingOnce(sandbox, 'copy', 3333)}\n`, {
    mode: 0o755,
  });
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  const smudge = await sandbox.write('smudge', `${hangingOnce(sandbox, 'checkout', 1111)}\ncat\n`);
  await repository.git('config', 'filter.slow.smudge', `sh '${smudge}'`);
  await repository.write('.git/hooks/post-checkout', `#!/bin/sh\n${hangingOnce(sandbox, 'hook', 2222)}\n`, {
    mode: 0o755,
  });
  const hanging = () => processesOf(sandbox.root).filter(({ command }) => /^sleep \d{4}$/.test(command));

  for (const [step, seconds] of Object.entries({ checkout: 1111, hook: 2222, copy: 3333 })) {
    const up = sandbox.startPane(['up', '--once', '--trust'], { cwd: 'repo' });
    await eventually(() => expect(hanging().map(({ command }) => command)).toEqual([`sleep ${seconds}`]));
    up.kill('SIGKILL');
    expect(await up.ended).toMatchObject({ signal: 'SIGKILL' });
    expect([step, hanging().length]).toEqual([step, 1]);
    if (step !== 'checkout') continue;
    expect(existsSync(sandbox.path('repo/.git/worktrees/one/index.lock'))).toBe(true);
    // As if it had been killed between the stamp and the end of the making-record.
    await sandbox.sh(
      `cd .git/pane
      id=$(sed -n 's/.*"id": "\\(.*\\)",/\\1/p' ../worktrees/one/pane/stamp.json)
      project=$(ls locks | sed -n 's/-one$//p')
      printf '{"version":1,"id":"%s","config":"pane.config.yaml","task":"one","path":"%s","branch":"one","branchExisted":false,"commit":"%s","error":null}' \\
        "$id" '${sandbox.path('repo.worktrees/one')}' "$(git rev-parse HEAD)" > "making/one@$project"`,
      {
        cwd: 'repo',
      },
    );
  }

  await project.upDone();
  expect(hanging()).toEqual([]);
  const worktree = { cwd: 'repo.worktrees/one' };
  expect(await sandbox.sh('git status --porcelain; cat a.slow node_modules/one; ls -A', worktree)).toBe(
    'text\n1.git\n.gitattributes\n.gitignore\na.slow\nnode_modules',
  );
  expect(await sandbox.sh('ls making', { cwd: 'repo/.git/pane' })).toBe('');
  expect((await sandbox.launched(1)).map(({ argv }) => argv)).toEqual([['Prompt of one']]);
});

test('what could not be made of a task is cleared away once the task has left the file', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: ['one', { name: 'two', worktree: '/proc/nowhere/two' }],
  });
  const making = () => sandbox.sh('ls .git/pane/making; git worktree list | wc -l', { cwd: 'repo' });
  const first = await project.up();
  expect({ exitCode: first.exitCode, stderr: first.stderr }).toMatchObject({ exitCode: 1 });
  expect(await making()).toMatch(/^two@\w+\n2$/);

  await project.write({ tasks: ['one'] });
  const second = await project.up();
  expect({ exitCode: second.exitCode, stdout: second.stdout }).toMatchObject({ exitCode: 0 });
  expect(second.stdout).toContain('1 half-made worktree removed.');
  expect(await making()).toBe('2');
  expect((await project.up()).stdout).toContain('Nothing to do.');
});

test('what the user has at the place of a task that could not be made is left alone', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const tasks = (...more: readonly string[]) => [
    'stays',
    ...more.map((name) => ({ name, worktree: `../wt/${name}` })),
  ];
  await symlink('/proc/nowhere', sandbox.path('wt'));
  const project = await TestProject.create(sandbox, repository, { tasks: tasks('locked', 'empty', 'file') });
  expect((await project.up()).exitCode).toBe(1);
  expect(await sandbox.sh('ls making | wc -l', { cwd: 'repo/.git/pane' })).toBe('3');

  await rm(sandbox.path('wt'));
  await mkdir(sandbox.path('wt/empty'), { recursive: true });
  await sandbox.write('wt/file', 'mine');
  await repository.git(
    'worktree',
    'add',
    '--quiet',
    '--no-checkout',
    '-b',
    'sparse',
    sandbox.path('wt/locked'),
  );
  await repository.git('worktree', 'lock', '--reason', 'usb', sandbox.path('wt/locked'));
  await project.write({ tasks: tasks() });
  const before = snapshotTree(sandbox.path('wt'));

  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(snapshotTree(sandbox.path('wt'))).toEqual(before);
  expect(await repository.git('worktree', 'list', '--porcelain')).toContain('locked usb');
  expect((await project.up()).stdout).toContain('Nothing to do.');
});

test('a worktree that git was killed over is cleared away by its lock, and made again', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  // git does all of it, and is killed before pane can stamp it.
  const git = (await sandbox.sh('command -v git')).trim();
  await sandbox.write(
    'bin/git',
    `#!/bin/sh\n'${git}' "$@" || exit\ncase "$*" in *'worktree add'*) kill -9 "$PPID"; sleep 1;; esac\n`,
    { mode: 0o755 },
  );
  expect(await project.up()).toMatchObject({ signal: 'SIGKILL' });
  await rm(sandbox.path('bin/git'));
  expect(await repository.git('worktree', 'list', '--porcelain')).toMatch(/locked pane: making [0-9a-f]{12}/);

  await project.upDone();
  expect(await repository.git('worktree', 'list', '--porcelain')).not.toContain('locked');
  await project.write({ tasks: [] });
  expect(await project.up(['--yes'])).toMatchObject({ exitCode: 0 });
});
