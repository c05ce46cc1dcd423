/**
 * Whether anything was changed in a worktree, as `trace.sh` tells it.
 */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRunner } from '../../../../src/process/runner.ts';
import type { Trace } from '../../../../src/records/trace.ts';
import { readTrace } from '../../../../src/snapshot/work/trace.ts';
import { Sandbox } from '../../../support/sandbox.ts';

async function create(sandbox: Sandbox) {
  const files = { 'a.txt': 'a\n', 'folder/b.txt': 'b\n', '.gitignore': 'ignored\n' };
  const repository = await sandbox.repository('repo', { files });
  await repository.git('worktree', 'add', '--quiet', sandbox.path('tree'), '-b', 'task');
  const admin = sandbox.path('repo/.git/worktrees/tree');
  await sandbox.sh('mkdir pane', { cwd: admin });
  const trace = (): Promise<Trace> => readTrace(createRunner(sandbox.env), admin, sandbox.path('tree'));
  /** What it is after the script, which is run in the worktree. */
  const after = async (script: string): Promise<Trace> => {
    await sandbox.sh(script, { cwd: 'tree' });
    return await trace();
  };
  return { trace, after, admin };
}

test('any change of what git does not ignore is seen, by content and not by the index', async () => {
  await using sandbox = await Sandbox.create();
  const { trace, after } = await create(sandbox);
  const start = await trace();
  expect(start).toMatchObject({ head: await sandbox.git('-C', 'tree', 'rev-parse', 'HEAD'), isClean: true });
  expect(await after('touch a.txt; echo x >ignored')).toEqual(start);

  const seen = [start.content];
  for (const script of [
    'echo more >>a.txt',
    'echo new >"two\nlines"',
    'echo newer >"two\nlines"',
    'chmod +x folder/b.txt',
    'ln -s nowhere link',
    'ln -sf elsewhere link',
    'rm folder/b.txt',
    'rm -r folder; echo file >folder',
  ]) {
    const now = await after(script);
    expect(now).toMatchObject({ head: start.head, isClean: false });
    expect(seen, script).not.toContain(now.content);
    seen.push(now.content);
  }
  const last = seen.at(-1);
  for (const script of ['git add --all', 'git reset --quiet', 'git add a.txt'])
    expect((await after(script)).content, script).toBe(last);
  const committed = await after('git add --all; git commit --quiet -m Work');
  expect(committed).toMatchObject({ content: last, isClean: true });
  expect(committed.head).not.toBe(start.head);
  expect(await after('git reset --quiet --hard HEAD~1')).toEqual(start);
});

test('nothing of the repository is run or written, and nothing is left behind', async () => {
  await using sandbox = await Sandbox.create();
  const { after, admin } = await create(sandbox);
  const evil = await sandbox.write('evil', `#!/bin/sh\ntouch '${sandbox.path('ran')}'\n`, { mode: 0o755 });
  await sandbox.git('-C', 'repo', 'config', 'core.fsmonitor', evil);
  await sandbox.write('repo/.git/hooks/post-index-change', await sandbox.read('evil'), { mode: 0o755 });
  const objects = () =>
    sandbox.sh('find repo/.git/objects repo/.git/worktrees/tree/index -type f | xargs sha1sum');
  const before = await objects();
  await after('echo secret >new; echo more >>a.txt');
  expect(await objects()).toBe(before);
  expect(readdirSync(`${admin}/pane`)).toEqual([]);
  expect(readdirSync(sandbox.root)).not.toContain('ran');
});

test('a file that changed in the moment in which the index was written is seen', async () => {
  await using sandbox = await Sandbox.create();
  const { trace, after } = await create(sandbox);
  const then = 'touch -t 202001010000';
  await after(`git config core.trustctime false; printf x >a.txt; ${then} a.txt; git add a.txt`);
  const before = await trace();
  expect((await after(`printf y >a.txt; ${then} a.txt "$(git rev-parse --git-dir)/index"`)).content).not.toBe(
    before.content,
  );
});

test('what git can not read is told', async () => {
  await using sandbox = await Sandbox.create();
  const { trace, admin } = await create(sandbox);
  await sandbox.write(`${admin}/index`, 'damaged');
  await expect(trace()).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining('index file'),
  });
  expect(readdirSync(`${admin}/pane`)).toEqual([]);
});
