/**
 * The writer of a window's log, as tmux runs it, and its reader.
 */
import { readdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type GrowingLog, openGrowingLog } from '../../../src/logs/growing-log.ts';
import { pipeCommand } from '../../../src/tmux/pipe.ts';
import { eventually } from '../../support/eventually.ts';
import { Sandbox } from '../../support/sandbox.ts';

const MIB = 1 << 20;

/** Lines with running numbers, so many that it is this much. */
function numbered(bytes: number): string {
  return Array.from({ length: bytes / 16 }, (_, index) => `${String(index).padStart(15, '.')}\n`).join('');
}

async function openedLog(directory: string, lines: number | null = null): Promise<GrowingLog> {
  const log = await openGrowingLog({ newest: `${directory}/log`, older: `${directory}/log.1` }, lines);
  if (log === null) throw new Error(`there is no log in ${directory}`);
  return log;
}

async function textOf(log: GrowingLog): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of log.read()) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** Null: all that is kept. */
async function lastLines(directory: string, count: number | null): Promise<string> {
  const log = await openedLog(directory, count);
  const text = await textOf(log);
  await log.close();
  return text;
}

async function writerIn(sandbox: Sandbox, directory: string) {
  const script = await sandbox.read(`${import.meta.dirname}/../../../src/agents/log.sh`);
  const path = await sandbox.write(`${directory}/log.sh`, script);
  return sandbox.start('sh', ['-c', pipeCommand(path) ?? 'exit 1']);
}

test('a log stays within its bounds, its newest part is complete, and who follows it misses nothing', async () => {
  await using sandbox = await Sandbox.create();
  const directory = sandbox.path("hos 'tile $(touch pwned)\n%H/pane");
  const sent = numbered(24 * MIB);
  const writer = await writerIn(sandbox, directory);
  writer.write('begun\r\n');
  const log = await eventually(() => openedLog(directory));
  const read: string[] = [];
  for (let at = 0; at < sent.length; at += 3 * MIB) {
    const piece = sent.slice(at, at + 3 * MIB);
    writer.write(piece);
    const end = piece.slice(-16);
    await eventually(async () => read.push(await textOf(log)) && read.at(-1)?.endsWith(end) === true);
  }
  expect(read.join('') === `begun\r\n${sent}`).toBe(true);

  writer.closeInput();
  expect(await writer.ended).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(readdirSync(directory).sort()).toEqual(['log', 'log.1', 'log.sh']);
  const files = ['log.1', 'log'].map((name) => statSync(`${directory}/${name}`));
  expect(files.map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o600]);
  const [older = 0, newest = 0] = files.map(({ size }) => size);
  expect(older).toBeGreaterThan(8 * MIB);
  expect(older + newest).toBeLessThan(18 * MIB);

  const kept = await lastLines(directory, null);
  expect(kept.length).toBe(older + newest);
  expect(sent.endsWith(kept)).toBe(true);
  expect(await lastLines(directory, 0)).toBe('');
  expect(await lastLines(directory, 2)).toBe(sent.slice(-32));
  const overTheBorder = Math.ceil(newest / 16) + 2;
  expect((await lastLines(directory, overTheBorder)).length).toBe(overTheBorder * 16);
  await log.close();
});

test('the last lines of a log whose older part ends within a line', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('pane/log.1', 'one\ntwo\nth');
  await sandbox.write('pane/log', 'ree\nfour\n');
  const all = ['', 'four\n', 'three\nfour\n', 'two\nthree\nfour\n', 'one\ntwo\nthree\nfour\n'];
  for (const [count, text] of [...all, all[4]].entries())
    expect(await lastLines(sandbox.path('pane'), count)).toBe(text);
});

test('a second writer goes on after the first, and says when', async () => {
  await using sandbox = await Sandbox.create();
  const lasts = { 'one\r\nasked? ': 'asked? ', 'two\r\n': 'two\r\n' };
  for (const [text, last] of Object.entries(lasts)) {
    const writer = await writerIn(sandbox, sandbox.path('pane'));
    writer.closeInput(text);
    await writer.ended;
    expect(await lastLines(sandbox.path('pane'), 1)).toBe(last);
  }
  const again = /^--- opened again \d{4}-.* ---\r$/;
  const all = ['one\r', 'asked? \x1b[0m\r', expect.stringMatching(again), 'two\r', ''];
  expect((await lastLines(sandbox.path('pane'), 9)).split('\n')).toEqual(all);
  expect((await lastLines(sandbox.path('pane'), 3)).split('\n')).toEqual(all.slice(1));
});

test('a writer whose log is gone reads to the end all the same', async () => {
  await using sandbox = await Sandbox.create();
  await mkdir(sandbox.path('pane'));
  const writer = await writerIn(sandbox, sandbox.path('pane'));
  writer.write('one\n');
  await eventually(async () => (await lastLines(sandbox.path('pane'), 1)) === 'one\n');
  await sandbox.sh('rm -r pane');
  writer.closeInput(numbered(4 * MIB));
  expect((await writer.ended).exitCode).toBe(0);
  expect(readdirSync(sandbox.root)).not.toContain('pane');
});
