import { mkdir, utimes } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { once, type Requests } from '../../../src/engine/rpc/requests.ts';
import { identityOf } from '../../../src/process/identity.ts';
import { Sandbox } from '../../support/sandbox.ts';

const ID = '0'.repeat(32);
const DONE = { out: '', err: '', end: 0 };

afterEach(() => {
  vi.useRealTimers();
});

async function place(sandbox: Sandbox, host: string): Promise<Requests> {
  const directory = sandbox.path('requests');
  await mkdir(directory);
  await sandbox.write(`requests/${ID}.claim`, JSON.stringify({ ...identityOf(process.pid), host }));
  return {
    common: sandbox.path('common'),
    directory,
    pid: process.pid,
    signal: new AbortController().signal,
  };
}

const never = () => Promise.reject(new Error('done twice'));

test('what was begun in a container that is gone is not waited for without end, nor done again', async () => {
  await using sandbox = await Sandbox.create();
  const requests = await place(sandbox, 'other/1');
  vi.useFakeTimers({ toFake: ['performance'] });
  const minutes = setInterval(() => vi.advanceTimersByTime(61_000), 20);
  await expect(once(requests, ID, never)).rejects.toThrow('nobody knows how it ended');
  clearInterval(minutes);
});

test('what another machine is still at is waited for', async () => {
  await using sandbox = await Sandbox.create();
  const requests = await place(sandbox, 'other/1');
  const asked = once(requests, ID, never);
  await sandbox.write(`requests/${ID}.result`, JSON.stringify(DONE));
  expect(await asked).toEqual(DONE);
});

test('where the clock was put back, the results of before are the oldest, and a new one is kept', async () => {
  await using sandbox = await Sandbox.create();
  const requests = { ...(await place(sandbox, 'other/1')), directory: sandbox.path('common/pane/requests') };
  const later = Date.now() / 1000 + 3600;
  const former = Array.from({ length: 100 }, (_, number) => String(number).padStart(32, 'f'));
  for (const id of former) {
    for (const what of ['claim', 'result']) {
      const file = `common/pane/requests/${id}.${what}`;
      await sandbox.write(file, JSON.stringify(DONE));
      await utimes(sandbox.path(file), later, later);
    }
  }
  expect(await once(requests, ID, async () => DONE)).toEqual(DONE);
  expect(await once(requests, ID, never)).toEqual(DONE);
});
