/**
 * Moving a worktree touches that one only, overwrites nothing, and can be repeated.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { checkMovable, moveWorktree } from '../../../src/gate/move-worktree.ts';
import { removeOwnWorktreeLock, writeWorktreeLock } from '../../../src/gate/worktree-lock.ts';
import { createRunner } from '../../../src/process/runner.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { snapshotTree } from '../../support/snapshot.ts';

async function scene(sandbox: Sandbox) {
  const repository = await sandbox.repository();
  for (const name of ['a', 'b']) await repository.git('worktree', 'add', '--quiet', sandbox.path(name));
  const admin = `${repository.path}/.git/worktrees/a`;
  const places = { from: sandbox.path('a'), to: sandbox.path('.archive/a-1') };
  const status = async (path: string) => await sandbox.git('-C', path, 'status', '--porcelain');
  return { repository, admin, ...places, status, runner: createRunner(sandbox.env) };
}

test('there and back, the tree is the same and git knows it in both places', async () => {
  await using sandbox = await Sandbox.create();
  const { repository, admin, from, to, status, runner } = await scene(sandbox);
  await sandbox.write('a/new.txt', 'new\n');
  const before = snapshotTree(from);
  const other = snapshotTree(`${repository.path}/.git/worktrees/b`);

  await moveWorktree(runner, { admin, from, to });
  expect(existsSync(from)).toBe(false);
  expect(snapshotTree(to)).toEqual(before);
  expect(await status(to)).toBe('?? new.txt');
  await moveWorktree(runner, { admin, from: to, to: from });
  expect(snapshotTree(from)).toEqual(before);
  expect(await status(from)).toBe('?? new.txt');
  expect(snapshotTree(`${repository.path}/.git/worktrees/b`)).toEqual(other);
});

test('after a crash between the rename and the telling of git, it goes on', async () => {
  await using sandbox = await Sandbox.create();
  const { repository, admin, from, to, status, runner } = await scene(sandbox);
  await mkdir(sandbox.path('.archive'));
  await writeWorktreeLock(admin, 'pane: archived');
  await rename(from, to);
  await repository.git('worktree', 'prune', '--expire=now'); // the lock keeps it
  await moveWorktree(runner, { admin, from, to });
  await moveWorktree(runner, { admin, from, to });
  expect(await status(to)).toBe('');
  expect(await repository.git('worktree', 'list')).toContain(to);
});

test('a relative link is made absolute, since it would lead elsewhere from another depth', async () => {
  await using sandbox = await Sandbox.create();
  const { admin, from, to, status, runner } = await scene(sandbox);
  await writeFile(`${from}/.git`, 'gitdir: ../repo/.git/worktrees/a\n');
  await moveWorktree(runner, { admin, from, to });
  expect(await readFile(`${to}/.git`, 'utf8')).toBe(`gitdir: ${admin}\n`);
  expect(await status(to)).toBe('');
});

test('nothing is overwritten, not even an empty directory, and only that worktree is moved', async () => {
  await using sandbox = await Sandbox.create();
  const { repository, admin, from, to, runner } = await scene(sandbox);
  await mkdir(to, { recursive: true });
  const before = snapshotTree(sandbox.root);
  await expect(moveWorktree(runner, { admin, from, to })).rejects.toThrow(/is in the way/);
  const b = sandbox.path('b');
  await expect(moveWorktree(runner, { admin, from: b, to: `${to}-2` })).rejects.toThrow(
    /does not belong to the worktree/,
  );
  await expect(moveWorktree(runner, { admin, from: repository.path, to: `${to}-2` })).rejects.toThrow(
    /does not belong to the worktree/,
  );
  await expect(moveWorktree(runner, { admin, from: sandbox.path('none'), to: `${to}-2` })).rejects.toThrow(
    /does not belong to the worktree/,
  );
  expect(snapshotTree(sandbox.root)).toEqual(before);
});

test('only a lock with our reason is taken away, and none of another is written over', async () => {
  await using sandbox = await Sandbox.create();
  const { repository, admin, from } = await scene(sandbox);
  const isLocked = async () => (await repository.git('worktree', 'list', '--porcelain')).includes('locked');
  await writeWorktreeLock(admin, 'pane: archived');
  expect(await isLocked()).toBe(true);
  await removeOwnWorktreeLock(admin, 'pane: archived');
  expect(await isLocked()).toBe(false);
  await removeOwnWorktreeLock(admin, 'pane: archived');
  await repository.git('worktree', 'lock', '--reason', 'mine', from);
  await removeOwnWorktreeLock(admin, 'pane: archived');
  await expect(writeWorktreeLock(admin, 'pane: archived')).rejects.toThrow(
    `something else has locked ${from} in git (mine)`,
  );
  expect(await readFile(`${admin}/locked`, 'utf8')).toContain('mine');
  await repository.git('worktree', 'unlock', from);
  await repository.git('worktree', 'lock', from); // without a reason
  await expect(writeWorktreeLock(admin, 'pane: archived')).rejects.toThrow(
    /something else has locked .* in git$/,
  );
  expect(await isLocked()).toBe(true);
});

// macOS has no second filesystem that a test could write to.
if (existsSync('/dev/shm')) {
  test('another filesystem is found before anything is done', async () => {
    await using sandbox = await Sandbox.create();
    const { repository, from } = await scene(sandbox);
    const common = `${repository.path}/.git`;
    await checkMovable(from, sandbox.path('.archive'), common);
    await expect(checkMovable(from, '/dev/shm', common)).rejects.toThrow(/another filesystem/);
    await expect(checkMovable('/dev/shm', '/dev/shm/.archive', common)).rejects.toThrow(/mount point/);
  });
}
