/**
 * Where the branch of a new worktree comes from.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('an existing branch, one that only a remote has, and every kind of base', async () => {
  await using sandbox = await Sandbox.create();
  const origin = await sandbox.repository('origin');
  await origin.git('checkout', '--quiet', '-b', 'remote-only');
  await origin.commit('On the remote only');
  await origin.git('checkout', '--quiet', 'main');
  await sandbox.git('clone', '--quiet', 'origin', 'repo');
  const repository = { path: sandbox.path('repo') };
  const git = (...args: string[]) => sandbox.git('-C', 'repo', ...args);
  await git('commit', '--quiet', '--allow-empty', '-m', 'Existing');
  await git('branch', 'existing');
  await git('tag', '-a', '-m', 'a tag', 'v1');
  await git('commit', '--quiet', '--allow-empty', '-m', 'By hash');
  const byHash = await git('rev-parse', 'HEAD');
  await git('reset', '--quiet', '--hard', 'HEAD~2');
  // The local main is only behind its upstream: new branches begin where that is.
  await origin.commit('Newer than the clone');
  await git('fetch', '--quiet');
  await git('config', 'branch.autoSetupMerge', 'always');
  await git('config', 'worktree.guessRemote', 'true');
  const config = await sandbox.read('repo/.git/config');
  const project = await TestProject.create(sandbox, repository, {
    tasks: [
      'default',
      'existing',
      'remote-only',
      { name: 'tag', base: 'v1' },
      { name: 'hash', base: byHash.slice(0, 10) },
      { name: 'branch', base: 'existing' },
      { name: 'remote', base: 'origin/remote-only' },
      { name: 'local', base: 'main' },
      { name: 'nothing', base: 'no-such-thing' },
    ],
  });

  const { exitCode, stderr } = await project.up();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('base no-such-thing names no commit');
  const commits = {
    default: 'origin/main',
    existing: 'existing',
    'remote-only': 'origin/remote-only',
    tag: 'v1^{commit}',
    hash: byHash,
    branch: 'existing',
    remote: 'origin/remote-only',
    local: 'main',
  };
  for (const [task, revision] of Object.entries(commits)) {
    const worktree = sandbox.path('repo.worktrees', task);
    expect([task, await sandbox.git('-C', worktree, 'rev-parse', 'HEAD')]).toEqual([
      task,
      await git('rev-parse', revision),
    ]);
    const tracked = task === 'remote-only' ? '...origin/remote-only' : '';
    expect(await sandbox.git('-C', worktree, 'status', '--porcelain', '--branch')).toBe(
      `## ${task}${tracked}`,
    );
  }
  expect(await sandbox.sh('ls repo.worktrees')).not.toContain('nothing');
  // No other tracking was set up, whatever the user's configuration says.
  expect(await sandbox.read('repo/.git/config')).toBe(
    `${config}[branch "remote-only"]\n\tremote = origin\n\tmerge = refs/heads/remote-only\n`,
  );

  // The base is mended: the task that failed goes on.
  await project.write({ tasks: [{ name: 'nothing', base: 'v1' }] });
  await project.upDone(['nothing']);
  expect(await sandbox.git('-C', 'repo.worktrees/nothing', 'rev-parse', 'HEAD')).toBe(
    await git('rev-parse', 'v1^{commit}'),
  );
});

test('a repository without commits is a conflict that says so; after the first commit it is none', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.git('init', '--quiet', 'repo');
  const project = await TestProject.create(sandbox, { path: sandbox.path('repo') }, { tasks: ['one'] });
  const { exitCode, stderr } = await project.up();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('conflict one: the repository has no commits yet');
  expect(await sandbox.git('-C', 'repo', 'branch', '--all')).toBe('');
  await sandbox.git('-C', 'repo', 'commit', '--quiet', '--allow-empty', '-m', 'First');
  await project.upDone();
  expect(await project.states()).toEqual({ one: 'running' });
});

test('a bare repository works with -f, also from within a worktree of it', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.repository('origin');
  await sandbox.git('clone', '--quiet', '--bare', 'origin', 'app.git');
  await sandbox.stubAgent();
  const file = await sandbox.write(
    'files/pane.yaml',
    JSON.stringify({
      worktrees: '../trees',
      agents: { stub: { command: ['stub'] } },
      tasks: [{ name: 'one', agent: 'stub', prompt: 'Hello' }],
    }),
  );
  const inBare = { cwd: 'app.git' };
  const without = await sandbox.pane(['up'], inBare);
  expect(without.exitCode).toBe(2);
  expect(without.stderr).toContain('-f FILE');
  expect((await sandbox.pane(['up', '-f', file, '--once', '--trust', '--wait=60'], inBare)).exitCode).toBe(0);
  const [launch] = await sandbox.launched(1);
  expect(launch).toMatchObject({ argv: ['Hello'], cwd: sandbox.path('trees/one') });
  expect(launch?.env).toMatchObject({ PANE_PROJECT: 'app', PANE_ROOT: sandbox.path('app.git') });
  for (const cwd of ['app.git', 'trees/one']) {
    const status = await sandbox.pane(['status', '-f', file, '--json'], { cwd });
    expect(JSON.parse(status.stdout).tasks).toMatchObject([{ name: 'one', state: 'running' }]);
  }
  expect((await sandbox.pane(['archive', '-f', file, 'one'], inBare)).exitCode).toBe(0);
  expect((await sandbox.pane(['restore', '-f', file, 'one'], inBare)).exitCode).toBe(0);
  expect(await sandbox.git('-C', 'trees/one', 'status', '--porcelain', '--branch')).toBe('## one');
});

test('the upstream of a branch that only a remote has is set in the end, whatever came between', async () => {
  await using sandbox = await Sandbox.create();
  const origin = await sandbox.repository('origin');
  for (const branch of ['killed', 'locked']) await origin.git('branch', branch);
  await sandbox.git('clone', '--quiet', 'origin', 'repo');
  const repository = { path: sandbox.path('repo') };
  const project = await TestProject.create(sandbox, repository, { tasks: ['killed'] });
  const upstream = (branch: string) =>
    sandbox.git('-C', 'repo', 'rev-parse', '--abbrev-ref', `${branch}@{upstream}`);
  const git = (await sandbox.sh('command -v git')).trim();
  // pane is killed when git is about to write to the configuration, which it does not.
  const script = `#!/bin/sh
case "$*" in *--set-upstream-to*) kill -9 $PPID; exit 1;; esac
exec '${git}' "$@"
`;
  const wrapper = await sandbox.write('bin/git', script, { mode: 0o755 });
  expect((await project.up()).signal).toBe('SIGKILL');
  await sandbox.sh(`rm '${wrapper}'`);
  await project.upDone();
  expect(await upstream('killed')).toBe('origin/killed');

  await project.write({ tasks: ['killed', 'locked'] });
  const lock = await sandbox.write('repo/.git/config.lock', '');
  const failed = await project.up();
  expect(failed.exitCode).toBe(1);
  expect(failed.stderr).toContain('could not lock config file');
  expect(await project.states()).toEqual({ killed: 'running', locked: 'failed' });
  await sandbox.sh(`rm '${lock}'`);
  await project.upDone();
  expect(await upstream('locked')).toBe('origin/locked');
});
