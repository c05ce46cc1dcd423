import { chmod, lstat, mkdir, readdir, readFile, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Brought, bringFiles } from '../../../src/copy/bring.ts';
import type { Patterns } from '../../../src/copy/select.ts';
import { measureEntries } from '../../../src/copy/size.ts';
import { createRunner } from '../../../src/process/runner.ts';
import type { Repository } from '../../support/repository.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { selectIn } from '../../support/select-files.ts';

interface Scene {
  readonly sandbox: Sandbox;
  readonly repository: Repository;
  /** The new worktree. */
  readonly to: string;
}

async function scene(sandbox: Sandbox, gitignore: string): Promise<Scene> {
  const repository = await sandbox.repository('repo', { files: { '.gitignore': gitignore } });
  const to = sandbox.path('tree');
  await repository.git('worktree', 'add', '--quiet', to);
  return { sandbox, repository, to };
}

async function bring({ sandbox, repository, to }: Scene, patterns: Partial<Patterns>): Promise<Brought> {
  const runner = createRunner(sandbox.env);
  const selection = await selectIn(runner, repository.path, patterns, [to]);
  return await bringFiles(runner, selection, { from: repository.path, to });
}

async function temporaries(to: string): Promise<string[]> {
  const names = await readdir(to, { recursive: true });
  return names.filter((name) => name.includes('.pane-tmp-'));
}

test('files, directories and links come with content, permissions and links as they are', async () => {
  await using sandbox = await Sandbox.create();
  const at = await scene(sandbox, '.env\nnode_modules\nlink\n*.sh\n');
  await at.repository.write('.env', 'A=1', { mode: 0o600 });
  await at.repository.write('deep/er/run.sh', '#!/bin/sh\n', { mode: 0o755 });
  await at.repository.write('node_modules/x/cli.js', 'x', { mode: 0o755 });
  await at.repository.write('node_modules/.hidden', '', { mode: 0o666 });
  await mkdir(join(at.repository.path, 'node_modules/.bin'));
  await symlink('../x/cli.js', join(at.repository.path, 'node_modules/.bin/x'));
  await symlink('.env', join(at.repository.path, 'link'));
  await chmod(join(at.repository.path, 'node_modules/x'), 0o500);
  const brought = await bring(at, { copy: ['.env', 'node_modules', 'link', '*.sh'] });
  await chmod(join(at.repository.path, 'node_modules/x'), 0o700);
  expect(brought).toEqual({
    copied: ['.env', 'deep/er/run.sh', 'link', 'node_modules'],
    linked: [],
    kept: [],
    warnings: [],
  });
  const mode = async (path: string): Promise<number> => (await lstat(join(at.to, path))).mode & 0o777;
  expect(await readFile(join(at.to, '.env'), 'utf8')).toBe('A=1');
  const paths = ['.env', 'deep/er/run.sh', 'node_modules/x', 'node_modules/x/cli.js', 'node_modules/.hidden'];
  expect(await Promise.all(paths.map(mode))).toEqual([0o600, 0o755, 0o500, 0o755, 0o666]);
  expect(await readlink(join(at.to, 'node_modules/.bin/x'))).toBe('../x/cli.js');
  expect(await readlink(join(at.to, 'link'))).toBe('.env');
  expect(await temporaries(at.to)).toEqual([]);
  await chmod(join(at.to, 'node_modules/x'), 0o700);
});

test('a copy is no link to the original', async () => {
  await using sandbox = await Sandbox.create();
  const at = await scene(sandbox, 'node_modules\n.env\n');
  await at.repository.write('node_modules/a', 'old');
  await at.repository.write('.env', 'old');
  await bring(at, { copy: ['node_modules', '.env'] });
  await sandbox.write(join(at.to, 'node_modules/a'), 'new');
  await sandbox.write(join(at.to, '.env'), 'new');
  expect(await readFile(join(at.repository.path, 'node_modules/a'), 'utf8')).toBe('old');
  expect(await readFile(join(at.repository.path, '.env'), 'utf8')).toBe('old');
});

test('what is there is kept and told, also the second time', async () => {
  await using sandbox = await Sandbox.create();
  const at = await scene(sandbox, '.env\nnode_modules\nshared\n');
  await at.repository.write('.env', 'main');
  await at.repository.write('node_modules/a', 'main');
  await at.repository.write('shared/a', 'main');
  await sandbox.write(join(at.to, '.env'), 'mine');
  await sandbox.write(join(at.to, 'node_modules/mine'), 'mine');
  const patterns = { copy: ['.env', 'node_modules'], link: ['shared'] };
  expect(await bring(at, patterns)).toMatchObject({
    copied: [],
    linked: ['shared'],
    kept: ['.env', 'node_modules'],
  });
  expect(await bring(at, patterns)).toMatchObject({ linked: [], kept: ['.env', 'node_modules', 'shared'] });
  expect(await readFile(join(at.to, '.env'), 'utf8')).toBe('mine');
  expect(await readdir(join(at.to, 'node_modules'))).toEqual(['mine']);
});

test('a link leads to the original, and is told where git would not ignore it', async () => {
  await using sandbox = await Sandbox.create();
  const at = await scene(sandbox, 'node_modules/\ncache\n');
  await at.repository.write('node_modules/a', '');
  await at.repository.write('cache/a', '');
  const brought = await bring(at, { link: ['node_modules', 'cache'] });
  expect(brought.linked).toEqual(['cache', 'node_modules']);
  expect(await readlink(join(at.to, 'cache'))).toBe(join(at.repository.path, 'cache'));
  // `node_modules/` ignores directories only, and a link is none
  expect(brought.warnings).toEqual([
    '`node_modules` is not ignored on this branch: an agent would commit it',
  ]);
});

test('what git does not ignore on the branch is told, a directory with ignored content is not', async () => {
  await using sandbox = await Sandbox.create();
  const at = await scene(sandbox, '.env\nnode_modules/*\ncache\nbuild\n');
  for (const path of ['.env', 'node_modules/a/x', 'cache/x', 'build/x', 'notes.md', ':(top)x.md']) {
    await at.repository.write(path, '');
  }
  await sandbox.write(join(at.to, '.gitignore'), 'node_modules/*\nbuild\n');
  const brought = await bring(at, { copy: ['.env', 'node_modules', 'cache', 'build', '*.md'] });
  expect(brought.copied).toEqual([':(top)x.md', '.env', 'build', 'cache', 'node_modules', 'notes.md'].sort());
  expect(brought.warnings.map((text) => text.split(' ')[0])).toEqual([
    '`.env`',
    '`:(top)x.md`',
    '`cache`',
    '`notes.md`',
  ]);
});

test('never through a symbolic link that the branch has', async () => {
  await using sandbox = await Sandbox.create();
  const at = await scene(sandbox, '.env\n');
  await mkdir(sandbox.path('outside'));
  await symlink(sandbox.path('outside'), join(at.to, 'app'));
  await at.repository.write('app/.env', 'x');
  await at.repository.write('app/deep/.env', 'x');
  const brought = await bring(at, { copy: ['app/.env'], link: ['app/deep/.env'] });
  expect(brought).toMatchObject({ copied: [], linked: [], kept: [] });
  expect(brought.warnings).toEqual([
    '`app/.env` was skipped: `app` is not a directory on this branch',
    '`app/deep/.env` was skipped: `app` is not a directory on this branch',
  ]);
  expect(await readdir(sandbox.path('outside'))).toEqual([]);
});

test('what a killed copy left is removed, what only looks like it is not', async () => {
  await using sandbox = await Sandbox.create();
  const at = await scene(sandbox, '.env\nnode_modules\n*.pane-tmp-*\n');
  await at.repository.write('packages/a/node_modules/a', '');
  await at.repository.write('.env', '');
  await sandbox.write(join(at.to, 'packages/a/.node_modules.pane-tmp-0123456789ab/half'), '');
  await sandbox.write(join(at.to, '..env.pane-tmp-0123456789ab'), '');
  await sandbox.write(join(at.to, '..other.pane-tmp-0123456789ab'), '');
  await bring(at, { copy: ['.env', 'node_modules'] });
  expect(await temporaries(at.to)).toEqual(['..other.pane-tmp-0123456789ab']);
});

test('a relative link that leads nowhere from the worktree is told', async () => {
  await using sandbox = await Sandbox.create();
  const at = await scene(sandbox, '.env\n');
  await sandbox.write('vault/env', '');
  await symlink('../vault/env', join(at.repository.path, '.env'));
  const deeper = { ...at, to: sandbox.path('far/away/tree') };
  await at.repository.git('worktree', 'add', '--quiet', '--detach', deeper.to);
  expect((await bring(deeper, { copy: ['.env'] })).warnings).toEqual([
    '`.env` is a symbolic link that leads nowhere from the worktree',
  ]);
});

test('a directory that cp could not copy whole is an error, and nothing half made is left', async () => {
  await using sandbox = await Sandbox.create();
  const at = await scene(sandbox, '.env\nnode_modules\n');
  await at.repository.write('.env', '');
  await at.repository.write('node_modules/a', '');
  const failing = '#!/bin/sh\nmkdir "$5"\necho "cp: error writing: No space left on device" >&2\nexit 1\n';
  await sandbox.write('bin/cp', failing, { mode: 0o755 });
  const error = await bring(at, { copy: ['.env', 'node_modules'] }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'failed',
    message: 'could not copy `node_modules`: no space left on the disk',
    hint: '1 of 2 are done and stay. Make room, then run `pane up` to continue.',
  });
  expect((await readdir(at.to)).sort()).toEqual(['.env', '.git', '.gitignore']);
});

test('a cp without --reflink does as well', async () => {
  await using sandbox = await Sandbox.create();
  const at = await scene(sandbox, 'node_modules\n');
  await at.repository.write('node_modules/a', 'x');
  const busybox =
    '#!/bin/sh\ncase $2 in --reflink*) echo "cp: unrecognized option: reflink=auto" >&2; exit 1;; esac\nexec /bin/cp "$@"\n';
  await sandbox.write('bin/cp', busybox, { mode: 0o755 });
  expect(await bring(at, { copy: ['node_modules'] })).toMatchObject({ copied: ['node_modules'] });
  expect(await readFile(join(at.to, 'node_modules/a'), 'utf8')).toBe('x');
});

test('the size of a selection', async () => {
  await using sandbox = await Sandbox.create();
  const { repository } = await scene(sandbox, '.env\nnode_modules\n');
  await repository.write('.env', 'x'.repeat(1000));
  await repository.write('node_modules/a', 'x'.repeat(1 << 20));
  const runner = createRunner(sandbox.env);
  const bytes = await measureEntries(runner, repository.path, [
    { path: '.env', kind: 'file' },
    { path: 'node_modules', kind: 'directory' },
  ]);
  expect(bytes).toBeGreaterThanOrEqual(1000 + (1 << 20));
  expect(bytes).toBeLessThan(1000 + (1 << 20) + 65_536);
});
