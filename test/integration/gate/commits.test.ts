/**
 * Refs of `pane`'s own, and objects that come from elsewhere.
 */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { takeObjects } from '../../../src/gate/incoming.ts';
import { removeOwnRefs } from '../../../src/gate/own-refs.ts';
import { createRunner } from '../../../src/process/runner.ts';
import { Sandbox } from '../../support/sandbox.ts';

test('only refs of its own are removed, and only where they are', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const common = `${repository.path}/.git`;
  const runner = createRunner(sandbox.env);
  const commit = (await repository.git('rev-parse', 'HEAD')).trim();
  const [own, moved] = ['refs/pane/base/x/1', 'refs/pane/base/x/2'];
  for (const ref of [own, moved]) await repository.git('update-ref', ref, commit);
  const branch = { name: 'refs/heads/main', commit };
  await expect(removeOwnRefs(runner, common, [branch])).rejects.toThrow("not a ref of pane's");
  const other = { name: moved, commit: 'f'.repeat(40) };
  await expect(removeOwnRefs(runner, common, [{ name: own, commit }, other])).rejects.toThrow();
  expect((await repository.git('for-each-ref', 'refs/pane')).trim().split('\n')).toHaveLength(2);
  await removeOwnRefs(runner, common, [{ name: own, commit }]);
  expect(await repository.git('for-each-ref', '--format=%(refname)', 'refs/pane')).toBe(moved);
});

test('objects are there as a whole or not at all', async () => {
  await using sandbox = await Sandbox.create();
  const from = await sandbox.repository('from', { files: { large: 'x'.repeat(1000) } });
  const to = await sandbox.repository('to "a:b"', { files: { other: 'y' } });
  const common = `${to.path}/.git`;
  const commit = (await from.git('rev-parse', 'HEAD')).trim();
  const take = (isWhole: boolean) =>
    takeObjects(common, async (env) => {
      const fetch = ['fetch', '-q', '--no-write-fetch-head', from.path, commit];
      await sandbox.output('git', ['--git-dir', common, '-c', 'fetch.unpackLimit=1', ...fetch], { env });
      return isWhole;
    });
  const packs = () => readdirSync(`${common}/objects/pack`).sort();
  await take(false);
  expect(packs()).toEqual([]);
  await take(true);
  await take(true); // what is there already is no mistake
  expect(packs().map((name) => name.replace(/^.*\./, ''))).toEqual(expect.arrayContaining(['idx', 'pack']));
  expect((await to.git('cat-file', '-t', commit)).trim()).toBe('commit');
  expect(readdirSync(`${common}/objects`).filter((name) => name.startsWith('tmp'))).toEqual([]);
});
