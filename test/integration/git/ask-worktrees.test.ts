/**
 * git's list of worktrees while another process adds one: git gives up on what it finds half there.
 */
import { mkdirSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { askWorktrees } from '../../../src/git/worktrees.ts';
import { CommandError, type Runner } from '../../../src/process/command.ts';
import { createRunner } from '../../../src/process/runner.ts';
import { Sandbox } from '../../support/sandbox.ts';

/** A runner with git's real answers, which does something after the first that was an error. */
function afterFirstError(runner: Runner, act: () => void): Runner {
  let isFirst = true;
  return {
    ...runner,
    run: async (command) => {
      try {
        return await runner.run(command);
      } catch (error) {
        if (isFirst) act();
        isFirst = false;
        throw error;
      }
    },
  };
}

async function twoWorktrees(sandbox: Sandbox) {
  const repository = await sandbox.repository();
  await repository.git('worktree', 'add', '--quiet', sandbox.path('other'));
  const admin = `${repository.path}/.git/worktrees/other`;
  return { repository, admin, runner: createRunner(sandbox.env) };
}

test('a worktree that has no common directory yet is waited for', async () => {
  await using sandbox = await Sandbox.create();
  const { repository, admin, runner } = await twoWorktrees(sandbox);
  renameSync(`${admin}/commondir`, `${admin}/later`);
  const asked = askWorktrees(
    afterFirstError(runner, () => renameSync(`${admin}/later`, `${admin}/commondir`)),
    repository.path,
  );
  expect(await asked).toHaveLength(2);
});

test('a worktree whose lock goes away while git reads it is asked for again', async () => {
  await using sandbox = await Sandbox.create();
  const { repository, admin, runner } = await twoWorktrees(sandbox);
  // There, and not to be read: as git sees a file that goes between its two calls.
  symlinkSync('nowhere', `${admin}/locked`);
  const asked = askWorktrees(
    afterFirstError(runner, () => unlinkSync(`${admin}/locked`)),
    repository.path,
  );
  expect(await asked).toMatchObject([{ locked: null }, { locked: null }]);
});

test('what can not be read for another reason is told at once, as git tells it', async () => {
  await using sandbox = await Sandbox.create();
  const { repository, admin, runner } = await twoWorktrees(sandbox);
  mkdirSync(`${admin}/locked`);
  let isTold = 0;
  const asked = askWorktrees(
    afterFirstError(runner, () => {
      isTold += 1;
    }),
    repository.path,
  );
  await expect(asked).rejects.toThrow(CommandError);
  await expect(asked).rejects.toThrow('failed to read');
  expect(isTold).toBe(1);
});
