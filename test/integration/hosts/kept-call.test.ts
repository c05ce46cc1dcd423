/**
 * A call that waits for its own `ssh` is taken once, and not kept for ever.
 */
import { existsSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { keepCall, takeCall } from '../../../src/engine/rpc/kept-call.ts';

class Home implements AsyncDisposable {
  readonly root = mkdtempSync(join(inject('runDirectory'), 'k'));
  readonly env = { XDG_STATE_HOME: this.root };
  readonly calls = join(this.root, 'pane/calls');

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

const call = { command: 'exec', words: ['far', '--', 'ls'], file: '/x/pane.config.yaml', cwd: '/x' };

test('it is taken once', async () => {
  await using home = new Home();
  const token = await keepCall(home.env, call);
  expect(await takeCall(home.env, token)).toEqual(call);
  await expect(takeCall(home.env, token)).rejects.toThrow('nothing waits here under this name');
});

test('a name leads to nothing else', async () => {
  await using home = new Home();
  await keepCall(home.env, call);
  const other = join(home.root, 'other');
  writeFileSync(other, JSON.stringify(call));
  await expect(takeCall(home.env, '../../other')).rejects.toThrow('nothing waits here');
  expect(existsSync(other)).toBe(true);
});

test('one that nobody came for is removed with the next, and only that', async () => {
  await using home = new Home();
  const [old, fresh] = [await keepCall(home.env, call), await keepCall(home.env, call)];
  const strange = join(home.calls, 'not-a-call');
  writeFileSync(strange, '');
  const before = new Date(Date.now() - 11 * 60_000);
  for (const path of [join(home.calls, old), strange]) utimesSync(path, before, before);
  const next = await keepCall(home.env, call);
  expect(readdirSync(home.calls).sort()).toEqual([fresh, next, 'not-a-call'].sort());
});
