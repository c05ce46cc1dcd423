/**
 * Writing whole files, temporaries, and the removal of our own files: the user's stay.
 */
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { removeOwnFile } from '../../../src/gate/own-files.ts';
import { setAside } from '../../../src/gate/set-aside.ts';
import { isTemporaryOf, moveIntoPlace, removeTemporary, temporaryName } from '../../../src/gate/temporary.ts';
import { writeFileAtomically } from '../../../src/gate/write.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { snapshotTree } from '../../support/snapshot.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);

test('writing keeps the mode and a symbolic link, and leaves nothing beside the file', async () => {
  await using sandbox = await Sandbox.create();
  const file = await sandbox.write('real/file', 'old', { mode: 0o640 });
  await mkdir(sandbox.path('links'));
  await symlink('../real/file', sandbox.path('links/link'));
  await writeFileAtomically(sandbox.path('links/link'), 'new');
  expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['new', '640']);
  expect(lstatSync(sandbox.path('links/link')).isSymbolicLink()).toBe(true);
  await writeFileAtomically(file, new Uint8Array([0, 255]), { mode: 0o600 });
  expect([...readFileSync(file), modeOf(file)]).toEqual([0, 255, '600']);
  await writeFileAtomically(sandbox.path('real/made'), 'x');
  expect(modeOf(sandbox.path('real/made'))).toBe('644');
  expect(readdirSync(sandbox.path('real')).sort()).toEqual(['file', 'made']);
  expect(readdirSync(sandbox.path('links'))).toEqual(['link']);
});

test('what can’t be written fails and leaves all as it was', async () => {
  await using sandbox = await Sandbox.create();
  await mkdir(sandbox.path('d/directory'), { recursive: true });
  await symlink('/nowhere/at/all', sandbox.path('d/dangling'));
  const before = snapshotTree(sandbox.path('d'));
  await expect(writeFileAtomically(sandbox.path('d/directory'), 'x')).rejects.toThrow(
    'a folder lies where a file belongs',
  );
  await expect(writeFileAtomically(sandbox.path('d/dangling'), 'x')).rejects.toThrow(/ENOENT/);
  await expect(writeFileAtomically(sandbox.path('d/none/file'), 'x')).rejects.toThrow(/ENOENT/);
  expect(snapshotTree(sandbox.path('d'))).toEqual(before);
});

test('readers see the old content or the new one, whole, with many writers at once', async () => {
  await using sandbox = await Sandbox.create();
  const contents = ['a', 'b', 'c'].map((letter) => letter.repeat(300_000));
  const file = await sandbox.write('file', contents[0] ?? '');
  let isDone = false;
  const writing = Promise.all(
    contents.map(async (content) => {
      for (let round = 0; round < 5; round += 1) await writeFileAtomically(file, content, { durable: false });
    }),
  ).then(() => {
    isDone = true;
  });
  while (!isDone) {
    expect(contents.includes(readFileSync(file, 'utf8'))).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writing;
  expect(readdirSync(sandbox.root).filter((name) => name.includes('pane-tmp'))).toEqual([]);
});

// Only notes what is called, in a process of its own.
const NOTING = `
import { promises as files } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
const { open, rename } = files;
files.open = async (path, ...rest) => {
  const file = await open(path, ...rest);
  const sync = file.sync;
  file.sync = async () => {
    console.log('sync', basename(path).replace(/[0-9a-f]{12}$/, ''));
    await sync.call(file);
  };
  return file;
};
files.rename = async (from, to) => {
  console.log('rename', basename(to));
  await rename(from, to);
};
syncBuiltinESMExports();
const { writeFileAtomically } = await import('./write.mjs');
await writeFileAtomically('directory/lasting', 'x');
await writeFileAtomically('directory/fleeting', 'x', { durable: false });
`;

test('what must survive a loss of power is synced: first the content, after the rename the name', async () => {
  await using sandbox = await Sandbox.create();
  await mkdir(sandbox.path('directory'));
  const input = resolve(import.meta.dirname, '../../../src/gate/write.ts');
  const build = await rolldown({ input, platform: 'node' });
  await build.write({ file: sandbox.path('write.mjs'), format: 'esm' });
  await build.close();
  await sandbox.write('noting.mjs', NOTING);
  expect((await sandbox.output(process.execPath, ['noting.mjs'])).split('\n')).toEqual([
    'sync .lasting.pane-tmp-',
    'rename lasting',
    'sync directory',
    'rename fleeting',
  ]);
});

test('a temporary is told from a file of the user’s by its name, and replaces nothing', async () => {
  await using sandbox = await Sandbox.create();
  const target = sandbox.path('node_modules');
  const temporary = temporaryName(target);
  await sandbox.write(`${temporary}/x`, 'x');
  expect(isTemporaryOf(temporary.split('/').at(-1) ?? '', target)).toBe(true);
  for (const name of [
    'node_modules',
    '.node_modules.pane-tmp-',
    '.node_modules.pane-tmp-0123456789AB',
    '.other.pane-tmp-0123456789ab',
  ]) {
    expect([name, isTemporaryOf(name, target)]).toEqual([name, false]);
  }
  await mkdir(target);
  expect(await moveIntoPlace(temporary, target)).toBe('exists');
  expect(existsSync(`${temporary}/x`)).toBe(true);
  expect(await moveIntoPlace(temporary, `${target}2`)).toBe('moved');
  await expect(moveIntoPlace(`${target}2`, target)).rejects.toThrow(/not a temporary/);
  await expect(removeTemporary(`${target}2`)).rejects.toThrow(/not a temporary/);
  expect(existsSync(`${target}2/x`)).toBe(true);
  await sandbox.write(`${temporary}/x`, 'x');
  await removeTemporary(temporary);
  expect(existsSync(temporary)).toBe(false);
});

test('own files are removed below a directory named pane only', async () => {
  await using sandbox = await Sandbox.create();
  const pane = sandbox.path('admin/pane');
  for (const path of ['pane/state', 'pane/prompts/1', 'index', 'panes/x', 'pane.txt']) {
    await sandbox.write(`admin/${path}`, 'x');
  }
  for (const [directory, path] of [
    [pane, sandbox.path('admin/index')],
    [pane, `${pane}/../index`],
    [pane, pane],
    [pane, sandbox.path('admin/panes/x')],
    [sandbox.path('admin'), sandbox.path('admin/index')],
    [`${pane}/..`, sandbox.path('admin/index')],
  ] as const) {
    await expect(removeOwnFile(directory, path)).rejects.toThrow(/not a file of pane's/);
  }
  await removeOwnFile(pane, `${pane}/state`);
  await removeOwnFile(pane, `${pane}/state`);
  await removeOwnFile(pane, `${pane}/prompts/1`);
  expect(readdirSync(pane)).toEqual(['prompts']);
  expect(existsSync(sandbox.path('admin/index'))).toBe(true);
});

test('a file is set aside as its own older part only, in place of the one before', async () => {
  await using sandbox = await Sandbox.create();
  const file = await sandbox.write('pane/a.events', 'newest');
  await sandbox.write('pane/a.events.1', 'older');
  await sandbox.write('pane/b.events.1', 'of another');
  const before = snapshotTree(sandbox.path('pane'));
  for (const older of ['pane/b.events.1', 'pane/a.events', 'pane/a.events.2', 'a.events.1']) {
    expect(() => setAside(file, sandbox.path(older))).toThrow(/not the older part of a.events/);
  }
  expect(snapshotTree(sandbox.path('pane'))).toEqual(before);
  setAside(file, `${file}.1`);
  expect(readdirSync(sandbox.path('pane')).sort()).toEqual(['a.events.1', 'b.events.1']);
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('newest');
});
