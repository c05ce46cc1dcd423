import { mkdir } from 'node:fs/promises';
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
