/**
 * What a killed `pane` began to make is cleared away; anything else stays.
 */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { removeHalfMade, removeStaleIndexLock } from '../../../src/gate/half-made.ts';
import type { Repository } from '../../support/repository.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { snapshotTree } from '../../support/snapshot.ts';

/** A worktree as it is before its checkout. */
async function begun(sandbox: Sandbox, repository: Repository, name: string) {
  const path = sandbox.path(name);
  await repository.git('worktree', 'add', '--quiet', '--no-checkout', '-b', name, path);
  return { path, admin: `${repository.path}/.git/worktrees/${name}` };
}

test('a worktree that was only registered goes, with its registration', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const { path, admin } = await begun(sandbox, repository, 'a');
  await removeHalfMade(path, admin);
  expect(existsSync(path)).toBe(false);
  expect(await repository.git('worktree', 'list')).not.toContain(path);
  await removeHalfMade(path, null); // nothing there
  expect(await repository.git('branch', '--list', 'a')).toContain('a');
});

test('a stamp that was cut off while it was written does not keep it', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const { path, admin } = await begun(sandbox, repository, 'a');
  await sandbox.write(`${admin}/pane/.stamp.json.pane-tmp-0123456789ab`, '{');
  await removeHalfMade(path, admin);
  expect(existsSync(path) || existsSync(admin)).toBe(false);
});

test('a registration with relative paths (worktree.useRelativePaths) is known too', async () => {
  await using sandbox = await Sandbox.create();
  const { path, admin } = await begun(sandbox, await sandbox.repository(), 'a');
  await sandbox.write(`${admin}/gitdir`, '../../../../a/.git\n');
  await sandbox.write(`${path}/.git`, 'gitdir: ../repo/.git/worktrees/a\n');
  await removeHalfMade(path, admin);
  expect(existsSync(path) || existsSync(admin)).toBe(false);
});

test('files, an index, a stamp or the link of another worktree are kept, and all beside them', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const [a, b, c, d] = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      const one = await sandbox.repository(`repo-${name}`);
      return await begun(sandbox, one, name);
    }),
  );
  if (!a || !b || !c || !d) throw new Error('not made');
  await sandbox.write(`${a.path}/mine.txt`, 'mine');
  await sandbox.write(`${b.admin}/index`, 'index');
  await sandbox.write(`${c.admin}/pane/stamp.json`, '{}');
  const own = await begun(sandbox, repository, 'own');
  const before = snapshotTree(sandbox.root);

  await expect(removeHalfMade(a.path, a.admin)).rejects.toThrow(/something else is in it/);
  await expect(removeHalfMade(b.path, b.admin)).rejects.toThrow(/not a worktree in the making/);
  await expect(removeHalfMade(c.path, c.admin)).rejects.toThrow(/not a worktree in the making/);
  await expect(removeHalfMade(d.path, own.admin)).rejects.toThrow(/something else is in it/);
  // The directory was made anew by somebody else, for another repository.
  await expect(removeHalfMade(d.path, null)).rejects.toThrow(/something else is in it/);
  await expect(removeHalfMade(repository.path, null)).rejects.toThrow(/something else is in it/);
  expect(snapshotTree(sandbox.root)).toEqual(before);
});

test('a repository without any file, or a file in its place, is somebody else’s', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.git('init', '--quiet', 'bare-start');
  const file = await sandbox.write('file', 'text');
  await expect(removeHalfMade(sandbox.path('bare-start'), null)).rejects.toThrow(/something else is in it/);
  await expect(removeHalfMade(file, null)).rejects.toThrow();
  expect(existsSync(sandbox.path('bare-start/.git/HEAD'))).toBe(true);
  expect(await sandbox.read('file')).toBe('text');
});

test('the index lock of a killed checkout goes', async () => {
  await using sandbox = await Sandbox.create();
  const lock = await sandbox.write('admin/index.lock', '');
  await removeStaleIndexLock(sandbox.path('admin'));
  await removeStaleIndexLock(sandbox.path('admin'));
  expect(existsSync(lock)).toBe(false);
});
