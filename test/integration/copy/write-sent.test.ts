import { readFileSync, statSync } from 'node:fs';
import { lstat, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeSent } from '../../../src/copy/write-sent.ts';
import { Sandbox } from '../../support/sandbox.ts';

const sent = (path: string, text: string) => ({ path, content: Buffer.from(text).toString('base64') });

test('files are for their owner only; what is there stays, and no link is followed', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('tree/taken', 'old');
  await sandbox.write('tree/.env.pane-tmp-0123456789ab', "a user's");
  await sandbox.write('tree/..env.pane-tmp-0123456789ab', 'half');
  await sandbox.sh('mkdir out');
  const root = sandbox.path('tree');
  await symlink(sandbox.path('out'), join(root, 'link'));
  await symlink(sandbox.path('out/x'), join(root, 'dangling'));
  const files = [
    sent('.env', 'secret\0\n'),
    sent('a/b $(x)\n', 'deep'),
    sent('taken', 'new'),
    sent('link/x', 'outside'),
    sent('dangling', 'outside'),
  ];
  expect(await writeSent(files, root)).toEqual({
    written: ['.env', 'a/b $(x)\n'],
    kept: ['taken', 'dangling'],
    warnings: ['`link/x` was skipped: `link` is not a directory on this branch'],
  });
  expect(readFileSync(join(root, '.env'), 'utf8')).toBe('secret\0\n');
  expect(statSync(join(root, '.env')).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, 'a/b $(x)\n')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(root, 'taken'), 'utf8')).toBe('old');
  expect((await lstat(join(root, 'dangling'))).isSymbolicLink()).toBe(true);
  expect(await readdir(sandbox.path('out'))).toEqual([]);
  // What a killed one left is gone; what only looks like it is not.
  expect((await readdir(root)).filter((name) => name.includes('pane-tmp'))).toEqual([
    '.env.pane-tmp-0123456789ab',
  ]);
  expect(await writeSent(files.slice(0, 1), root)).toEqual({ written: [], kept: ['.env'], warnings: [] });
});
