import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Patterns, type Selection, selectFiles } from '../../../src/copy/select.ts';
import { surveyFiles } from '../../../src/copy/survey.ts';
import { loadWorktreeInclude } from '../../../src/copy/worktree-include.ts';
import { createRunner } from '../../../src/process/runner.ts';
import type { Repository } from '../../support/repository.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { selectIn } from '../../support/select-files.ts';

function select(
  { env }: Sandbox,
  { path }: Repository,
  patterns: Partial<Patterns>,
  worktrees: readonly string[] = [],
): Promise<Selection> {
  return selectIn(createRunner(env), path, patterns, worktrees);
}

async function copies(...args: Parameters<typeof select>): Promise<string[]> {
  const { copy } = await select(...args);
  return copy.map(({ path, kind }) => (kind === 'directory' ? `${path}/` : path));
}

async function writeAll(repository: Repository, paths: readonly string[]): Promise<void> {
  for (const path of paths) await repository.write(path, path);
}

const defaults = ['.env', '.env.*', 'node_modules', '.claude/settings.local.json', 'CLAUDE.local.md'];

test('ignored and untracked files at any depth; tracked ones and other ignored directories are not entered', async () => {
  await using sandbox = await Sandbox.create();
  const files = { '.gitignore': '.env\n.env.*\nnode_modules\ndist/\n', 'packages/b/.env.test': 'tracked' };
  const repository = await sandbox.repository('repo', { files: { 'packages/a/x': '', 'README.md': '' } });
  await writeAll(repository, ['packages/b/.env.test']);
  await repository.commit('Add a tracked .env');
  await repository.write('.gitignore', files['.gitignore']);
  await writeAll(repository, [
    '.env',
    'packages/a/.env.local',
    'untracked/deep/.env.local',
    'only/.env',
    'node_modules/x/.env',
    'packages/a/node_modules/y/index.js',
    'untracked/node_modules/z',
    'dist/.env',
    'CLAUDE.local.md',
    'other.txt',
  ]);
  expect(await copies(sandbox, repository, { copy: defaults })).toEqual([
    '.env',
    'CLAUDE.local.md',
    'node_modules/',
    'only/.env',
    'packages/a/.env.local',
    'packages/a/node_modules/',
    'untracked/deep/.env.local',
    'untracked/node_modules/',
  ]);
});

test('an anchored pattern leads into an ignored directory, others do not', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { '.gitignore': '.claude/\nbuild\n' } });
  await writeAll(repository, [
    '.claude/settings.local.json',
    '.claude/.env',
    '.claude/a/keep.json',
    '.claude/a/drop.json',
    'build/deep/er/x.key',
    'build/deep/y.key',
    'build/z',
  ]);
  const copy = ['.env', '.claude/settings.local.json', '.claude/*/*.json', '!drop.json', 'build/**/*.key'];
  expect(await copies(sandbox, repository, { copy })).toEqual([
    '.claude/a/keep.json',
    '.claude/settings.local.json',
    'build/deep/er/x.key',
    'build/deep/y.key',
  ]);
});

test('no pattern leads out of the repository by a symbolic link or by ..', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { '.gitignore': 'out\nin/\n' } });
  await sandbox.write('secrets/key', 'k');
  await repository.write('in/x', '');
  await symlink(sandbox.path('secrets'), join(repository.path, 'out'));
  await symlink(sandbox.path('secrets'), join(repository.path, 'in/out'));
  const copy = [
    'out/key',
    'in/out/key',
    'in/out/*',
    'in/*/key',
    '../secrets/key',
    `${sandbox.path('secrets')}/key`,
  ];
  const selection = await select(sandbox, repository, { copy });
  expect(selection.copy).toEqual([]);
  expect(selection.warnings).toEqual([expect.stringContaining('leads out of the repository')]);
});

test('a symbolic link is taken as a link, what is no file is told', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { '.gitignore': '*.env\n' } });
  await symlink('../elsewhere', join(repository.path, 'a.env'));
  await sandbox.sh('mkfifo repo/pipe.env');
  const selection = await select(sandbox, repository, { copy: ['*.env'] });
  // git itself lists files and links only; a pattern that leads into an ignored directory finds the rest
  expect(selection.copy).toEqual([{ path: 'a.env', kind: 'symlink' }]);
  await sandbox.sh('mkdir repo/in.env && mkfifo repo/in.env/pipe');
  const walked = await select(sandbox, repository, { copy: ['in.env/*'] });
  expect(walked.warnings).toEqual(['`in.env/pipe` was skipped: it is not a regular file']);
});

test('worktrees and their folder are left out, the rest of the directory around them comes', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { '.gitignore': '.agent/\n' } });
  await writeAll(repository, ['.agent/notes/a', '.agent/x', '.agent/made/other']);
  await repository.git('worktree', 'add', '--quiet', '.agent/trees/one');
  const worktrees = [join(repository.path, '.agent/trees/one'), join(repository.path, '.agent/made')];
  expect(await copies(sandbox, repository, { copy: ['.agent'] }, worktrees)).toEqual([
    '.agent/notes/',
    '.agent/x',
  ]);
});

test('nested repositories, .git and .pane are never taken', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { '.gitignore': 'vendor/\n.pane/\n' } });
  await writeAll(repository, ['vendor/.env', 'nested/.env', '.pane/prompt', 'sub/.pane/.env']);
  await sandbox.git('-C', join(repository.path, 'vendor'), 'init', '--quiet');
  await sandbox.git('-C', join(repository.path, 'nested'), 'init', '--quiet');
  const copy = ['.env', 'vendor', 'vendor/.env', 'nested', '.pane', '.git', '.git/config', 'config'];
  const selection = await select(sandbox, repository, { copy });
  expect(selection.copy).toEqual([]);
  expect([...selection.warnings].sort()).toEqual([
    '`nested` was skipped: it is a separate repository',
    '`vendor` was skipped: it is a separate repository',
  ]);
});

test('a pattern does not lead into a repository below an ignored directory', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { '.gitignore': 'vendor/\n' } });
  await writeAll(repository, ['vendor/lib/.env', 'vendor/plain/.env']);
  await sandbox.git('-C', join(repository.path, 'vendor/lib'), 'init', '--quiet');
  expect(await copies(sandbox, repository, { copy: ['vendor/*/.env', 'vendor/lib/.git/config'] })).toEqual([
    'vendor/plain/.env',
  ]);
});

test('a directory whose content is ignored is one entry', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { '.gitignore': 'node_modules/*\n' } });
  await writeAll(repository, ['node_modules/a/x', 'node_modules/b/x']);
  expect(await copies(sandbox, repository, { copy: ['node_modules'] })).toEqual(['node_modules/']);
});

test('odd names come through; one that is not UTF-8 is told', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { '.gitignore': '*.env\n' } });
  const names = ['-rf.env', ' a b.env', 'new\nline.env', "q'$(x).env", ':(top).env', 'é.env'];
  await writeAll(repository, names);
  await sandbox.sh('touch "$(printf \'repo/bad\\377.env\')"');
  const selection = await select(sandbox, repository, { copy: ['*.env'] });
  expect(selection.copy.map(({ path }) => path).sort()).toEqual(names.sort());
  expect(selection.warnings).toEqual([expect.stringContaining('its name is not UTF-8')]);
});

test('link wins over copy, .worktreeinclude adds to copy without taking from it', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', {
    files: { '.gitignore': 'node_modules\n*.key\n.env\n' },
  });
  await writeAll(repository, ['node_modules/x', 'a.key', 'b.key', '.env']);
  await repository.write('.worktreeinclude', '# keys\n*.key\n!b.key\n!.env\n');
  const include = loadWorktreeInclude(repository.path);
  const selection = await select(sandbox, repository, {
    copy: ['node_modules', '.env'],
    link: ['node_modules'],
    include,
  });
  expect(selection.copy.map(({ path }) => path)).toEqual(['.env', 'a.key']);
  expect(selection.link).toEqual([{ path: 'node_modules', kind: 'directory' }]);
});

test('.worktreeinclude that is a symbolic link is an error, a missing one is nothing', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  expect(loadWorktreeInclude(repository.path)).toEqual([]);
  await symlink('/etc/hostname', join(repository.path, '.worktreeinclude'));
  expect(() => loadWorktreeInclude(repository.path)).toThrow('it is a symbolic link');
});

test('a bare repository has nothing to bring; a git that does not answer is not read as nothing', async () => {
  await using sandbox = await Sandbox.create();
  const survey = await surveyFiles(createRunner(sandbox.env), { root: null, worktrees: [] });
  expect(await selectFiles(survey, { copy: ['*'], link: ['*'], include: [], send: [] })).toEqual({
    copy: [],
    link: [],
    warnings: [],
  });
  await mkdir(sandbox.path('none'));
  const asked = surveyFiles(createRunner(sandbox.env), { root: sandbox.path('none'), worktrees: [] });
  await expect(asked).rejects.toThrow('not a git repository');
});
