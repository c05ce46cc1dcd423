/**
 * What is kept in the user's cache, compiled code and what config files say: it can be gone, damaged or somebody else's.
 */
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.ts';

const operations = resolve(import.meta.dirname, '../../src/operations');
const kinds = readdirSync(operations, { withFileTypes: true }).flatMap((each) =>
  each.isDirectory() ? [each.name] : [],
);

async function withKept(sandbox: Sandbox): Promise<{ place: string; kept: Buffer; version: string }> {
  sandbox.env.XDG_CACHE_HOME = sandbox.path('cache');
  const { stdout } = await sandbox.pane(['--version']);
  const place = sandbox.path('cache/pane/--version.compiled');
  return { place, kept: readFileSync(place), version: stdout };
}

const signatureOf = (path: string): string => readFileSync(path, 'latin1').split('"checksum"')[0] ?? '';
const inode = (path: string): number => statSync(path).ino;

test('is made once, by the user alone, and used then', async () => {
  await using sandbox = await Sandbox.create();
  const { place, version } = await withKept(sandbox);
  const made = inode(place);
  expect(statSync(place).mode & 0o777).toBe(0o600);
  expect((await sandbox.pane(['--version'])).stdout).toBe(version);
  expect(inode(place)).toBe(made);
});

test('is made again where it is damaged, cut off, of another build, or open to others', async () => {
  await using sandbox = await Sandbox.create();
  const { place, kept, version } = await withKept(sandbox);
  const signature = signatureOf(place);
  const half = kept.length >> 1;
  const flipped = Buffer.from(kept).fill(0x5a, half, half + 64);
  const foreign = Buffer.from(kept.toString('latin1').replace(process.version, 'v20.0.0'), 'latin1');
  for (const content of [flipped, kept.subarray(0, 3000), foreign, Buffer.from('')]) {
    writeFileSync(place, content);
    expect(await sandbox.pane(['--version'])).toMatchObject({ exitCode: 0, stdout: version, stderr: '' });
    expect(signatureOf(place)).toBe(signature);
  }
  chmodSync(place, 0o666);
  await sandbox.pane(['--version']);
  expect(statSync(place).mode & 0o777).toBe(0o600);
});

test('a quick command loads few files, and no effect of an operation', async () => {
  await using sandbox = await Sandbox.create();
  sandbox.env.XDG_CACHE_HOME = sandbox.path('cache');
  const tasks = 'tasks: [{ name: one, prompt: One }, { name: two, prompt: Two }]\n';
  await sandbox.repository('app', { files: { 'pane.config.yaml': tasks } });
  const filesOf = async (command: string): Promise<string[]> => {
    expect(await sandbox.pane([command], { cwd: 'app' })).toMatchObject({ exitCode: 0 });
    const [header = ''] = readFileSync(sandbox.path(`cache/pane/${command}.compiled`), 'latin1').split('\n');
    return Object.keys(JSON.parse(header).lengths).map((path) => basename(path, '.js'));
  };
  await sandbox.pane(['path', 'one'], { cwd: 'app' }); // keeps what the file says
  const files = await filesOf('status');
  expect(files).toContain('start');
  expect(files.length).toBeLessThan(30);
  expect(kinds).toContain('open-window');
  expect(files.filter((name) => kinds.includes(name))).toEqual([]);
  expect((await filesOf('--version')).length).toBeLessThan(5);
});

test('is not kept for a word that is no command', async () => {
  await using sandbox = await Sandbox.create();
  const { place } = await withKept(sandbox);
  const before = readdirSync(dirname(place));
  for (const word of ['statsu', '--bogus']) expect(await sandbox.pane([word])).toMatchObject({ exitCode: 2 });
  expect(readdirSync(dirname(place))).toEqual(before);
});

test('is done without where nothing can be kept', async () => {
  await using sandbox = await Sandbox.create();
  const { version } = await withKept(sandbox);
  await sandbox.write('file', '');
  for (const env of [{ XDG_CACHE_HOME: sandbox.path('file') }, { HOME: undefined }, { HOME: '/nowhere' }])
    expect(await sandbox.pane(['--version'], { env })).toMatchObject({
      exitCode: 0,
      stdout: version,
      stderr: '',
    });
});

// Only root can give a folder away.
if (process.getuid?.() === 0) {
  test("leaves nothing of root's in another user's cache", async () => {
    await using sandbox = await Sandbox.create();
    const folder = sandbox.path('cache');
    for (const path of [folder, join(folder, 'pane')]) {
      await sandbox.sh(`mkdir '${path}'; chown 12345 '${path}'`);
      const { exitCode } = await sandbox.pane(['--version'], { env: { XDG_CACHE_HOME: folder } });
      expect([exitCode, readdirSync(path)]).toEqual([0, []]);
    }
  });
}

test('what a config file says is kept beside it, by the user alone, and used then', async () => {
  await using sandbox = await Sandbox.create();
  sandbox.env.XDG_CACHE_HOME = sandbox.path('cache');
  await sandbox.repository('app', {
    files: { 'pane.config.yaml': 'x-a: &a One.\ntasks: [{ name: one, prompt: *a }]\n' },
  });
  const shown = async () => (await sandbox.pane(['config'], { cwd: 'app' })).stdout;
  const before = await shown();
  expect(before).toContain('prompt: One.');
  const folder = sandbox.path('cache/pane/config');
  const [entry = ''] = readdirSync(folder).map((name) => join(folder, name));
  expect(statSync(entry).mode & 0o777).toBe(0o600);
  const made = inode(entry);
  expect(await shown()).toBe(before);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(inode(entry)).toBe(made);
  await sandbox.write('app/pane.config.yaml', 'tasks: [{ name: one, prompt: Two. }]\n');
  expect(await shown()).toContain('prompt: Two.');
});
