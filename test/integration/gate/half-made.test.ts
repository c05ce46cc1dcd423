/**
 * What a killed `pane` began to make is cleared away; anything else stays.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, rmdir, symlink, truncate } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { removeHalfMade, removeStaleIndexLock } from '../../../src/gate/half-made.ts';
import { makingLock } from '../../../src/git/create.ts';
import type { Repository } from '../../support/repository.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { snapshotTree } from '../../support/snapshot.ts';
import { id } from '../../support/world.ts';

const LOCK = makingLock(id(1));

/** A worktree as it is before its checkout. */
async function begun(sandbox: Sandbox, repository: Repository, name: string, lock: string | null = LOCK) {
  const path = sandbox.path(name);
  const locked = lock === null ? [] : ['--lock', '--reason', lock];
  await repository.git('worktree', 'add', '--quiet', '--no-checkout', ...locked, '-b', name, path);
  const common = `${repository.path}/.git`;
  const admin = `${common}/worktrees/${name}`;
  return { path, admin, remove: (of = path) => removeHalfMade(common, LOCK, of) };
}

test('a worktree that was only registered goes, with its registration', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const { path, remove } = await begun(sandbox, repository, 'a');
  await remove();
  expect(existsSync(path)).toBe(false);
  expect(await repository.git('worktree', 'list')).not.toContain(path);
  await remove(); // nothing there
  expect(await repository.git('branch', '--list', 'a')).toContain('a');
});

test('it goes from each point at which git may have been killed', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  for (const lacks of [[], ['link'], ['.git'], ['.git', 'gitdir'], ['.git', 'gitdir', 'path']]) {
    const { path, admin, remove } = await begun(sandbox, repository, 'a');
    if (lacks.includes('link')) await truncate(`${path}/.git`);
    if (lacks.includes('.git')) await rm(`${path}/.git`);
    if (lacks.includes('gitdir')) await rm(`${admin}/gitdir`);
    if (lacks.includes('path')) await rmdir(path);
    await remove();
    expect([lacks, existsSync(path), existsSync(admin)]).toEqual([lacks, false, false]);
    await repository.git('branch', '-D', 'a');
  }
});

test('a stamp that was cut off while it was written does not keep it', async () => {
  await using sandbox = await Sandbox.create();
  const { path, admin, remove } = await begun(sandbox, await sandbox.repository(), 'a');
  await sandbox.write(`${admin}/pane/.stamp.json.pane-tmp-0123456789ab`, '{');
  await remove();
  expect(existsSync(path) || existsSync(admin)).toBe(false);
});

test('a registration with relative paths (worktree.useRelativePaths) is known too', async () => {
  await using sandbox = await Sandbox.create();
  const { path, admin, remove } = await begun(sandbox, await sandbox.repository(), 'a');
  await sandbox.write(`${admin}/gitdir`, '../../../../a/.git\n');
  await sandbox.write(`${path}/.git`, 'gitdir: ../repo/.git/worktrees/a\n');
  await remove();
  expect(existsSync(path) || existsSync(admin)).toBe(false);
});

test('files, an index, one being written, a stamp or another path keep it, and all beside it', async () => {
  await using sandbox = await Sandbox.create();
  const [files, index, writing, stamp, elsewhere] = await Promise.all(
    ['files', 'index', 'writing', 'stamp', 'elsewhere'].map(
      async (name) => await begun(sandbox, await sandbox.repository(`repo-${name}`), name),
    ),
  );
  if (!files || !index || !writing || !stamp || !elsewhere) throw new Error('not made');
  await sandbox.write(`${files.path}/mine.txt`, 'mine');
  await sandbox.write(`${index.admin}/index`, 'index');
  await sandbox.write(`${writing.admin}/index.lock`, '');
  await sandbox.write(`${stamp.admin}/pane/stamp.json`, '{}');
  const before = snapshotTree(sandbox.root);

  await expect(files.remove()).rejects.toThrow(/something else is in it/);
  for (const { remove } of [index, writing, stamp]) {
    await expect(remove()).rejects.toThrow(/has been used since/);
  }
  await expect(elsewhere.remove(sandbox.path('other'))).rejects.toThrow(/has been used since/);
  expect(snapshotTree(sandbox.root)).toEqual(before);
});

test('what somebody else has at its path is not ours: a worktree, a lock, a directory, a file', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const [plain, locked, other] = [
    await begun(sandbox, repository, 'plain', null),
    await begun(sandbox, repository, 'locked', 'usb'),
    await begun(sandbox, repository, 'other', makingLock(id(2))),
  ];
  await mkdir(sandbox.path('empty'));
  await sandbox.git('init', '--quiet', 'bare-start');
  const file = await sandbox.write('file', 'text');
  await symlink('loop', sandbox.path('loop'));
  const paths = [...[plain, locked, other].map(({ path }) => path), file, `${file}/below`];
  const names = ['empty', 'bare-start', 'loop', 'nothing'];
  const before = snapshotTree(sandbox.root);
  for (const path of [...paths, ...names.map((name) => sandbox.path(name))]) await plain.remove(path);
  expect(snapshotTree(sandbox.root)).toEqual(before);
});

test('our registration goes where its path has become somebody else’s, who keeps it', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const { path, admin, remove } = await begun(sandbox, repository, 'a');
  await rm(path, { recursive: true });
  await sandbox.git('init', '--quiet', 'a');
  await remove();
  expect([existsSync(admin), existsSync(`${path}/.git/HEAD`)]).toEqual([false, true]);

  // A worktree of another repository, with nothing in it but the link.
  const foreign = await sandbox.repository('foreign');
  const ours = await begun(sandbox, repository, 'b');
  await rm(ours.path, { recursive: true });
  await foreign.git('worktree', 'add', '--quiet', '--no-checkout', '-b', 'b', ours.path);
  await ours.remove();
  expect(existsSync(ours.admin)).toBe(false);
  expect(await foreign.git('-C', ours.path, 'symbolic-ref', 'HEAD')).toContain('refs/heads/b');
});

test('the index lock of a killed checkout goes', async () => {
  await using sandbox = await Sandbox.create();
  const lock = await sandbox.write('admin/index.lock', '');
  await removeStaleIndexLock(sandbox.path('admin'));
  await removeStaleIndexLock(sandbox.path('admin'));
  expect(existsSync(lock)).toBe(false);
});
