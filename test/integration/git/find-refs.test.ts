/**
 * The refs that a default base is taken from.
 */
import { expect, test } from 'vitest';
import { findRefs } from '../../../src/git/find-refs.ts';
import { createRunner } from '../../../src/process/runner.ts';
import { defaultBase } from '../../../src/snapshot/work/branch-start.ts';
import { Sandbox } from '../../support/sandbox.ts';

test("the default base is the local branch that origin/HEAD names, with the user's own commits", async () => {
  await using sandbox = await Sandbox.create();
  const origin = await sandbox.repository('origin');
  await origin.git('checkout', '--quiet', '-b', 'develop');
  await origin.commit('On develop');
  await sandbox.git('clone', '--quiet', 'origin', 'repo');
  const clone = sandbox.path('repo');
  const runner = createRunner(sandbox.env);
  const base = async (branches: readonly string[] = ['task']) =>
    defaultBase({ refs: await findRefs(runner, clone, branches), listed: [] });

  expect(await base()).toBe('refs/heads/develop');
  await sandbox.git('-C', clone, 'commit', '--quiet', '--allow-empty', '-m', 'Not pushed yet');
  expect(await base()).toBe('refs/heads/develop');
  expect(await base(['develop'])).toBe('refs/heads/develop');
  // Only behind: where its upstream is.
  await sandbox.git('-C', clone, 'reset', '--quiet', '--hard', 'HEAD~2');
  expect(await base()).toBe('refs/remotes/origin/develop');
  await sandbox.git('-C', clone, 'checkout', '--quiet', '--detach');
  await sandbox.git('-C', clone, 'branch', '--quiet', '-D', 'develop');
  expect(await base()).toBe('refs/remotes/origin/develop');
});
