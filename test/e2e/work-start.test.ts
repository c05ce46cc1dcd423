/**
 * Where a task's work begins, whatever the base is called and whatever becomes of it.
 */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import type { Repository } from '../support/repository.ts';
import { Sandbox } from '../support/sandbox.ts';

/** A commit with a file of its own, `<name>.txt`, in the worktree of a task or in the repository. */
async function commitIn(sandbox: Sandbox, tree: string, name: string): Promise<void> {
  await sandbox.write(`${tree}/${name}.txt`, `${name}\n`);
  await sandbox.git('-C', tree, 'add', '--all');
  await sandbox.git('-C', tree, 'commit', '--quiet', '-m', name);
}

function treeOf(task: string): string {
  return `repo.worktrees/${task}`;
}

/** `{ TASK: [ahead, files of the diff] }` */
async function workOf(project: TestProject, ...tasks: readonly string[]) {
  const rows = (await project.status(['--long'])).tasks;
  const told: Record<string, [number | null, string[]]> = {};
  for (const name of tasks) {
    const { exitCode, stdout, stderr } = await project.pane(['diff', '--stat', name]);
    if (exitCode !== 0) throw new Error(stderr);
    const files = [...stdout.matchAll(/^ (\S+)\s+\|/gm)].map(([, file = '']) => file);
    told[name] = [rows.find((row) => row.name === name)?.ahead ?? null, files];
  }
  return told;
}

async function history(sandbox: Sandbox): Promise<Repository> {
  const repository = await sandbox.repository('repo', { files: { '.gitignore': 'pane.config.yaml\n' } });
  for (const name of ['m1', 'm2', 'm3', 'm4']) await commitIn(sandbox, 'repo', name);
  return repository;
}

test('an expression is recorded as its commit, and read again neither in the worktree nor later', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await history(sandbox);
  const commits = Object.fromEntries(
    await Promise.all(
      ['HEAD', 'HEAD~3', 'main^{/m2}'].map(async (base) => [base, await repository.git('rev-parse', base)]),
    ),
  );
  const project = await TestProject.create(sandbox, repository, {
    tasks: [
      { name: 'head', base: 'HEAD' },
      { name: 'at', base: '@' },
      { name: 'older', base: 'HEAD~3' },
      { name: 'found', base: 'main^{/m2}' },
    ],
  });
  await project.upDone();
  expect(await workOf(project, 'head', 'at', 'older', 'found')).toEqual({
    head: [0, []],
    at: [0, []],
    older: [0, []],
    found: [0, []],
  });
  for (const task of ['head', 'at', 'older', 'found']) await commitIn(sandbox, treeOf(task), 'work');
  await commitIn(sandbox, 'repo', 'later');
  const work = [1, ['work.txt']];
  expect(await workOf(project, 'head', 'at', 'older', 'found')).toEqual({
    head: work,
    at: work,
    older: work,
    found: work,
  });
  const base = async (task: string) =>
    (await project.pane(['exec', task, '--', 'printenv', 'PANE_BASE'])).stdout;
  expect(await base('head')).toBe(`${commits.HEAD}\n`);
  expect(await base('at')).toBe(`${commits.HEAD}\n`);
  expect(await base('older')).toBe(`${commits['HEAD~3']}\n`);
  expect(await base('found')).toBe(`${commits['main^{/m2}']}\n`);
});

test('a base that is moved back, amended or rewritten adds nothing, and one that went on takes nothing', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await history(sandbox);
  await repository.git('tag', 'moved');
  for (const branch of ['reset', 'amended', 'newer']) await repository.git('branch', branch);
  const bases = ['moved', 'reset', 'amended', 'newer'];
  const project = await TestProject.create(sandbox, repository, {
    tasks: [...bases.map((base) => ({ name: `on-${base}`, base })), { name: 'stacked', base: 'on-newer' }],
  });
  await project.upDone(bases.map((base) => `on-${base}`));
  await project.upDone();
  for (const base of bases) await commitIn(sandbox, treeOf(`on-${base}`), 'work');
  await repository.git('tag', '-f', 'moved', 'main~2');
  await repository.git('branch', '-f', 'reset', 'main~2');
  const amend = async (branch: string, parent: string) => {
    const commit = await repository.git('commit-tree', `${branch}^{tree}`, '-p', parent, '-m', 'Amended');
    await repository.git('branch', '-f', branch, commit);
  };
  await amend('amended', 'amended~1');
  // Its task is rebased on what is newer, which then is written anew.
  await commitIn(sandbox, 'repo', 'm5');
  await repository.git('branch', '-f', 'newer', 'main');
  await sandbox.git('-C', treeOf('on-newer'), 'rebase', '--quiet', 'newer');
  await amend('newer', 'newer~1');
  // The base is another task's branch, whose commit is amended.
  await sandbox.git('-C', treeOf('stacked'), 'reset', '--quiet', '--hard', 'on-newer');
  await commitIn(sandbox, treeOf('stacked'), 'stacked');
  await sandbox.git('-C', treeOf('on-newer'), 'commit', '--quiet', '--amend', '-m', 'Amended');

  const work = [1, ['work.txt']];
  expect(await workOf(project, ...bases.map((base) => `on-${base}`), 'stacked')).toEqual({
    'on-moved': work,
    'on-reset': work,
    'on-amended': work,
    'on-newer': work,
    stacked: [1, ['stacked.txt']],
  });
});

test("what the base once had of the task is the task's again when the base has it no more", async () => {
  await using sandbox = await Sandbox.create();
  const repository = await history(sandbox);
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await project.upDone();
  await commitIn(sandbox, treeOf('one'), 'work');
  await repository.git('merge', '--quiet', '--ff-only', 'one');
  expect(await workOf(project, 'one')).toEqual({ one: [0, []] });
  await repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  expect(await workOf(project, 'one')).toEqual({ one: [1, ['work.txt']] });
});

test('the upstream of a stale base counts as well', async () => {
  await using sandbox = await Sandbox.create();
  await history(sandbox);
  await sandbox.git('clone', '--quiet', 'repo', 'clone');
  await sandbox.write('clone/.git/info/exclude', 'pane.config.yaml\n');
  const clone = { path: sandbox.path('clone') };
  const project = await TestProject.create(sandbox, clone, {
    worktrees: '../repo.worktrees',
    tasks: [
      { name: 'one', base: 'main' },
      { name: 'other', base: 'trunk' },
      { name: 'remote', base: 'origin/main' },
    ],
  });
  await sandbox.git('-C', 'clone', 'branch', '--quiet', '--track', 'trunk', 'origin/main');
  await project.upDone();
  await commitIn(sandbox, 'repo', 'm5');
  await commitIn(sandbox, 'repo', 'm6');
  await sandbox.git('-C', 'clone', 'fetch', '--quiet');
  for (const task of ['one', 'other']) {
    await commitIn(sandbox, treeOf(task), 'work');
    await sandbox.git('-C', treeOf(task), 'rebase', '--quiet', 'origin/main');
  }
  // The other way round: the local branch is ahead of the base, its upstream.
  await sandbox.git('-C', 'clone', 'merge', '--quiet', '--ff-only', 'origin/main');
  await commitIn(sandbox, 'clone', 'm7');
  await commitIn(sandbox, treeOf('remote'), 'work');
  await sandbox.git('-C', treeOf('remote'), 'rebase', '--quiet', 'main');
  const work = [1, ['work.txt']];
  expect(await workOf(project, 'one', 'other', 'remote')).toEqual({ one: work, other: work, remote: work });
});

test('an existing branch starts where the task took it up, also where it is the default base itself', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await history(sandbox);
  await repository.git('branch', 'feature');
  await repository.git('checkout', '--quiet', '-b', 'dev', 'main~2');
  await sandbox.sh(
    'git checkout -q feature && git commit -q --allow-empty -m Before && git checkout -q dev',
    {
      cwd: 'repo',
    },
  );
  const project = await TestProject.create(sandbox, repository, {
    tasks: [{ name: 'x', branch: 'main' }, 'feature'],
  });
  await project.upDone();
  for (const task of ['x', 'feature']) await commitIn(sandbox, treeOf(task), 'work');
  const work = [1, ['work.txt']];
  expect(await workOf(project, 'x', 'feature')).toEqual({ x: work, feature: work });
});

test('where the base is deleted or renamed that is said, and work is counted from where the task started', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await history(sandbox);
  const start = await repository.git('rev-parse', 'main');
  for (const branch of ['short-lived', 'old-name']) await repository.git('branch', branch);
  const project = await TestProject.create(sandbox, repository, {
    tasks: [{ name: 'one', base: 'short-lived' }, { name: 'two', base: 'old-name' }, 'three'],
  });
  await project.upDone();
  for (const task of ['one', 'two']) await commitIn(sandbox, treeOf(task), 'work');
  await repository.git('branch', '-D', 'short-lived');
  await repository.git('branch', '-m', 'old-name', 'new-name');

  expect(await workOf(project, 'one', 'two')).toEqual({ one: [1, ['work.txt']], two: [1, ['work.txt']] });
  expect((await project.status(['--long'])).tasks).toMatchObject([
    { name: 'one', baseGone: true, lines: { added: 1, removed: 0 } },
    { name: 'two', baseGone: true },
    { name: 'three', baseGone: false },
  ]);
  expect((await project.status()).tasks).toMatchObject([{ baseGone: null }, {}, {}]);
  const table = (await project.pane(['status', '--long'])).stdout;
  expect(table).toMatch(/^one .* 1 commit, \+1 -0 .*base short-lived is gone$/m);
  expect(table).toMatch(/^two .*base old-name is gone$/m);
  const { stderr } = await project.pane(['diff', '--stat', 'one']);
  expect(stderr).toBe(
    `the base short-lived is gone; showing changes since ${start.slice(0, 12)}, where the task started\n`,
  );
});

test('of a branch and a tag of one name the branch is the base', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await history(sandbox);
  await repository.git('tag', 'main', 'main~3');
  const project = await TestProject.create(sandbox, repository, {
    tasks: [
      { name: 'one', base: 'main' },
      { name: 'tagged', base: 'tags/main' },
    ],
  });
  await project.upDone();
  const head = (task: string) => sandbox.git('-C', treeOf(task), 'rev-parse', 'HEAD');
  expect(await head('one')).toBe(await repository.git('rev-parse', 'refs/heads/main'));
  expect(await head('tagged')).toBe(await repository.git('rev-parse', 'refs/tags/main'));
  await commitIn(sandbox, treeOf('one'), 'work');
  expect(await workOf(project, 'one', 'tagged')).toEqual({ one: [1, ['work.txt']], tagged: [0, []] });
});

test('a branch that only a remote has gets it as its upstream, and what is pushed is still shown', async () => {
  await using sandbox = await Sandbox.create();
  const origin = await history(sandbox);
  await origin.git('branch', 'feature/x', 'main~1');
  await sandbox.git('clone', '--quiet', 'repo', 'clone');
  await sandbox.write('clone/.git/info/exclude', 'pane.config.yaml\n');
  const project = await TestProject.create(
    sandbox,
    { path: sandbox.path('clone') },
    { worktrees: '../repo.worktrees', tasks: [{ name: 'x', branch: 'feature/x' }, 'other'] },
  );
  const before = await readFile(sandbox.path('clone/.git/config'), 'utf8');
  await project.upDone();
  expect((await readFile(sandbox.path('clone/.git/config'), 'utf8')).replace(before, '')).toBe(
    '[branch "feature/x"]\n\tremote = origin\n\tmerge = refs/heads/feature/x\n',
  );
  await commitIn(sandbox, treeOf('x'), 'work');
  await sandbox.git('-C', treeOf('x'), 'push', '--quiet', 'origin', 'HEAD');
  expect(await workOf(project, 'x')).toEqual({ x: [1, ['work.txt']] });
});
