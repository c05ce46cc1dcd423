/**
 * `npm run demo` as a new user meets it.
 */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';

const demo = resolve(import.meta.dirname, '../../scripts/demo.mjs');

/** The directory that the demo said it works in. */
function placeOf(text: string): string {
  return /Everything happens in (\S+),/.exec(text)?.[1] ?? '';
}

function isThere(place: string): boolean {
  return readdirSync('/tmp').some((name) => `/tmp/${name}` === place);
}

test('the demo shows tasks that come, go and come back as they were, and leaves nothing', async () => {
  await using sandbox = await Sandbox.create();
  const { exitCode, stdout, stderr } = await sandbox.run(process.execPath, [demo]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('Error') });
  const place = placeOf(stdout);
  expect(isThere(place)).toBe(false);

  const tables = stdout.split('$ pane status\n').slice(1);
  const rows = tables.map((table) =>
    [...table.matchAll(/^(\S+) +(?:running|working|waiting|idle) +demo/gm)].map(([, name]) => name),
  );
  expect(rows).toEqual([
    ['login', 'signup'],
    ['login', 'signup', 'docs'],
    ['login', 'docs'],
    ['login', 'signup', 'docs'],
  ]);
  expect(tables[2]).toContain('1 archive');
  expect(tables.at(-1)).not.toContain('changed in the file');
  expect(stdout).toContain(`$ tmux -S ${place}/t attach -t my-app\n`);
  expect(stdout).toContain('Shall I add tests too?');
});

test('with --keep it goes on running until it is ended by the command that it names', async () => {
  await using sandbox = await Sandbox.create();
  const { exitCode, stdout } = await sandbox.run(process.execPath, [demo, '--keep']);
  expect(exitCode).toBe(0);
  const place = placeOf(stdout);
  const end = /^end: +(.*)$/m.exec(stdout)?.[1] ?? 'false';
  try {
    const windows = await sandbox.sh(`tmux -S ${place}/t list-windows -t =my-app -F '#W'`);
    expect(windows.split('\n').sort()).toEqual(['docs', 'login', 'pane', 'signup']);
  } finally {
    await sandbox.sh(end);
  }
  expect(isThere(place)).toBe(false);
});

test('an interrupt ends it, and nothing is left', async () => {
  await using sandbox = await Sandbox.create();
  const running = sandbox.start(process.execPath, [demo]);
  await eventually(() => running.stdout.includes('$ pane up'));
  const place = placeOf(running.stdout);
  expect(isThere(place)).toBe(true);
  running.kill('SIGINT');
  expect((await running.ended).exitCode).toBe(130);
  expect(isThere(place)).toBe(false);
});
