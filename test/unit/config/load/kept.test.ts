/**
 * What files say, kept for the next command: whatever is in the cache, what is loaded is what the files say.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatKept } from '../../../../src/config/load/kept.ts';
import type { Cache } from '../../../../src/context.ts';
import { listIfThere } from '../../../../src/git/small-file.ts';
import { Folder } from '../folder.ts';

const text = 'tasks:\n  - name: login\n    prompt: Rewrite it.\n';

class Cached extends Folder {
  readonly cache: Cache = { folder: this.path('cache/pane'), build: '1', user: userInfo().uid };

  static override async create(files = { 'pane.config.yaml': text }): Promise<Cached> {
    const folder = new Cached();
    await folder.write(files);
    return folder;
  }

  get entries(): string[] {
    return readdirSync(this.entry(''));
  }

  entry(name: string): string {
    return join(this.cache.folder, 'config', name);
  }

  /** What is loaded through the cache is what is loaded without it. */
  async agrees(cache = this.cache): Promise<void> {
    expect(await this.load(cache)).toEqual(await this.load());
  }
}

/** With one entry in its cache. */
async function withEntry(): Promise<{ folder: Cached; entry: string }> {
  const folder = await Cached.create();
  await folder.agrees();
  expect(folder.entries).toHaveLength(1);
  return { folder, entry: folder.entry(folder.entries[0] ?? '') };
}

const forgedText = text.replaceAll('login', 'other');

/** An entry as `pane` itself would write it, but for the name of its task. */
function forge(entry: string): void {
  const [, said = ''] = readFileSync(entry, 'utf8').split('\n');
  writeFileSync(entry, formatKept({ path: entry }, JSON.parse(said.replaceAll('login', 'other'))));
}

test("an entry is the user's alone, and what it says is used without the files' being parsed", async () => {
  const { folder, entry } = await withEntry();
  await using _ = folder;
  expect(statSync(entry).mode & 0o777).toBe(0o600);
  expect(statSync(folder.entry('')).mode & 0o777).toBe(0o700);
  const made = statSync(entry);
  await folder.agrees();
  expect(statSync(entry)).toMatchObject({ ino: made.ino, mtimeMs: made.mtimeMs });
  // Of files that were not loaded through the cache before.
  const { folder: fresh, entry: forged } = await withEntry();
  await using __ = fresh;
  forge(forged);
  expect((await fresh.load(fresh.cache)).tasks[0]?.name).toBe('other');
});

test.each([
  ['anchors', 'x-a: &a { env: { B: 1.10 } }\ndefaults:\n  <<: *a\ntasks: [{ name: login }]\n'],
  ['Windows line ends', text.replaceAll('\n', '\r\n')],
  [
    'a long text',
    `${text}      # x\n${'    setup: [make]\n'}  - name: b\n    prompt: >+\n      a\n\n      b\n\n`,
  ],
  [
    "names of an object's own",
    'agents: { constructor: { command: x } }\ntasks: [{ name: toString, agent: constructor }]\n',
  ],
  ['no tasks', 'tasks: []\ndefaults: { agent: codex }\n'],
])('it serves %s', async (_, written) => {
  await using folder = await Cached.create({ 'pane.config.yaml': written });
  await folder.agrees();
  expect(folder.entries).toHaveLength(1);
  await folder.agrees();
  expect(folder.entries).toHaveLength(1);
});

test('another text, another file and another build have an entry of their own', async () => {
  const { folder } = await withEntry();
  await using _ = folder;
  await folder.write({ 'pane.config.yaml': `${text}    paused: true\n` });
  await folder.agrees();
  expect((await folder.load(folder.cache)).tasks[0]?.paused).toBe(true);
  await folder.write({ 'pane.config.local.yaml': 'defaults: { agent: codex }\n' });
  await folder.agrees();
  expect((await folder.load(folder.cache)).tasks[0]?.agent.name).toBe('codex');
  await folder.agrees({ ...folder.cache, build: '2' });
  expect(folder.entries).toHaveLength(4);
  await using other = await Folder.create({ 'pane.config.yaml': text });
  expect(await other.load(folder.cache)).toEqual(await other.load());
  expect(folder.entries).toHaveLength(5);
});

test('what prompt files hold is read each time, and what is wrong by now is told with its place', async () => {
  await using folder = await Cached.create({
    'pane.config.yaml': 'tasks:\n  - name: login\n    prompt_file: p.md\n',
  });
  await folder.write({ 'p.md': 'One.' });
  await folder.agrees();
  await folder.write({ 'p.md': 'Two.' });
  expect((await folder.load(folder.cache)).tasks[0]?.prompt).toBe('Two.');
  // What this process resolved last is what it says by now too.
  expect((await folder.load(folder.cache)).tasks[0]?.prompt).toBe('Two.');
  await folder.write({ 'p.md': 'Three.' });
  expect((await folder.load(folder.cache)).tasks[0]?.prompt).toBe('Three.');
  rmSync(folder.path('p.md'));
  expect(await folder.mistakes(folder.cache)).toEqual([
    'pane.config.yaml:3:18: tasks.0.prompt_file: no such file: DIR/p.md (task "login")',
  ]);
});

test('what a process loads again is resolved once, until something of it changes', async () => {
  await using folder = await Cached.create();
  await folder.load(folder.cache);
  const first = await folder.load(folder.cache);
  expect(await folder.load(folder.cache)).toBe(first);
  await folder.write({ 'pane.config.yaml': text.replace('Rewrite', 'Write') });
  expect((await folder.load(folder.cache)).tasks[0]?.prompt).toBe('Write it.');
});

test('files with a mistake are not kept', async () => {
  await using folder = await Cached.create({ 'pane.config.yaml': `${text}    promt: x\n` });
  expect(await folder.mistakes(folder.cache)).toHaveLength(1);
  expect(await folder.mistakes(folder.cache)).toHaveLength(1);
  expect(() => folder.entries).toThrow();
});

describe('an entry is not used that', () => {
  const spoils: readonly [string, (entry: string, folder: Cached) => void][] = [
    [
      'was changed',
      (entry) => writeFileSync(entry, readFileSync(entry, 'utf8').replaceAll('login', 'other')),
    ],
    ['was cut off', (entry) => writeFileSync(entry, readFileSync(entry, 'utf8').slice(0, -10))],
    ['is empty', (entry) => writeFileSync(entry, '')],
    ["is not of an entry's shape", (entry) => writeFileSync(entry, '{}\n')],
    [
      'others may read',
      (entry) => {
        forge(entry);
        chmodSync(entry, 0o644);
      },
    ],
    [
      'lies in a folder that others may write into',
      (entry, folder) => {
        forge(entry);
        chmodSync(folder.cache.folder, 0o777);
      },
    ],
    [
      'lies among entries that others may list',
      (entry, folder) => {
        forge(entry);
        chmodSync(folder.entry(''), 0o755);
      },
    ],
    [
      'is a link',
      (entry, folder) => {
        forge(entry);
        renameSync(entry, folder.path('elsewhere'));
        symlinkSync(folder.path('elsewhere'), entry);
      },
    ],
    [
      'is a pipe',
      (entry) => {
        rmSync(entry);
        execFileSync('mkfifo', ['-m', '600', entry]);
      },
    ],
  ];
  test.each(spoils)('%s', async (_, spoil) => {
    const { folder, entry } = await withEntry();
    await using __ = folder;
    spoil(entry, folder);
    await folder.agrees();
    expect((await folder.load(folder.cache)).tasks[0]?.name).toBe('login');
  });

  test("is another user's", async () => {
    const { folder, entry } = await withEntry();
    await using _ = folder;
    forge(entry);
    await folder.agrees({ ...folder.cache, user: folder.cache.user + 1 });
  });

  test('was made for other files', async () => {
    const { folder, entry } = await withEntry();
    await using _ = folder;
    await folder.write({ 'pane.config.yaml': forgedText });
    await folder.agrees();
    const [other = ''] = folder.entries.map((name) => folder.entry(name)).filter((path) => path !== entry);
    copyFileSync(entry, other);
    await folder.agrees();
  });
});

describe('nothing is kept, and nothing said of it, where', () => {
  const spoils: readonly [string, (folder: Cached) => Cache][] = [
    ["the folder is another user's", ({ cache }) => ({ ...cache, user: cache.user + 1 })],
    [
      'a file is in its place',
      ({ cache }) => {
        writeFileSync(cache.folder, '');
        return cache;
      },
    ],
    [
      'others may write into it',
      ({ cache }) => {
        mkdirSync(cache.folder);
        chmodSync(cache.folder, 0o777);
        return cache;
      },
    ],
    [
      'it is a link',
      (folder) => {
        mkdirSync(folder.path('elsewhere'), { mode: 0o700 });
        symlinkSync(folder.path('elsewhere'), folder.cache.folder);
        return folder.cache;
      },
    ],
    ['the disk is full', ({ cache }) => ({ ...cache, folder: '/dev/full/pane' })],
  ];
  test.each(spoils)('%s', async (_, spoil) => {
    await using folder = await Cached.create();
    mkdirSync(folder.path('cache'));
    const cache = spoil(folder);
    await folder.agrees(cache);
    await folder.agrees(cache);
    expect(listIfThere(join(cache.folder, 'config'))).toEqual([]);
  });
});

test("nothing is made in another user's folder, where its owner could not use it", async () => {
  await using folder = await Cached.create();
  const cache = { ...folder.cache, user: folder.cache.user + 1 };
  mkdirSync(folder.path('cache'));
  await folder.agrees(cache);
  expect(readdirSync(folder.path('cache'))).toEqual([]);
  mkdirSync(cache.folder);
  await folder.agrees(cache);
  expect(readdirSync(cache.folder)).toEqual([]);
});

test('two at once end with one entry', async () => {
  await using folder = await Cached.create();
  await Promise.all(Array.from({ length: 8 }, () => folder.agrees()));
  expect(folder.entries).toHaveLength(1);
});

test('a bounded number of entries is kept, the newest', async () => {
  const { folder, entry } = await withEntry();
  await using _ = folder;
  utimesSync(entry, 1, 1);
  for (let index = 0; index < 50; index += 1) {
    await folder.write({ 'pane.config.yaml': `# ${index}\n${text}` });
    await folder.load(folder.cache);
  }
  expect(folder.entries).toHaveLength(40);
  expect(() => statSync(entry)).toThrow();
});
