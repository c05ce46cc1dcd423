/**
 * What changes something is carried out once for each request, however often it is asked for.
 */
import { mkdtempSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { once, type Requests } from '../../../src/engine/rpc/requests.ts';
import { thisPlace } from '../../../src/process/identity.ts';

class Place implements AsyncDisposable {
  readonly root = mkdtempSync(join(inject('runDirectory'), 'r'));
  readonly requests: Requests = {
    common: this.root,
    directory: join(this.root, 'pane/hosts/x/requests'),
    pid: process.pid,
    signal: new AbortController().signal,
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

const id = (number: number) => number.toString(16).padStart(32, '0');
const result = { out: 'b3V0', err: '', end: 3 };

test('asked again, it gives what came of it', async () => {
  await using place = new Place();
  let runs = 0;
  const work = async () => {
    runs += 1;
    return result;
  };
  expect(await once(place.requests, id(1), work)).toEqual(result);
  expect(await once(place.requests, id(1), work)).toEqual(result);
  expect(runs).toBe(1);
});

test('asked again meanwhile, it waits', async () => {
  await using place = new Place();
  let finish = (): void => {};
  const begun = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let runs = 0;
  const work = async () => {
    runs += 1;
    await begun;
    return result;
  };
  const first = once(place.requests, id(1), work);
  await expect.poll(() => runs).toBe(1);
  const second = once(place.requests, id(1), work);
  finish();
  expect(await Promise.all([first, second])).toEqual([result, result]);
  expect(runs).toBe(1);
});

test('one whose process was killed is not done again', async () => {
  await using place = new Place();
  const { requests } = place;
  await mkdir(requests.directory, { recursive: true });
  const dead = { ...thisPlace(), pid: 2 ** 22 + 1, start: '1' };
  await writeFile(join(requests.directory, `${id(1)}.claim`), JSON.stringify(dead));
  await expect(once(requests, id(1), async () => result)).rejects.toThrow('nobody knows how it ended');
});

test('the newest are kept', async () => {
  await using place = new Place();
  for (let number = 1; number <= 110; number += 1) await once(place.requests, id(number), async () => result);
  const names = readdirSync(place.requests.directory);
  expect(names.length).toBeLessThanOrEqual(200);
  expect(names).toContain(`${id(110)}.result`);
  expect(names).not.toContain(`${id(1)}.result`);
});
