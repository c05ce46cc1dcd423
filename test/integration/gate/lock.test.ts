/**
 * The lock with real processes: two never hold it, and one that was killed does not keep it.
 */
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import {
  lockHolder,
  lockLeft,
  lockTurn,
  takeLock,
  takeLockIfFree,
  underLock,
  whileLocked,
} from '../../../src/gate/lock.ts';
import { identityOf, thisPlace } from '../../../src/process/identity.ts';
import { eventually } from '../../support/eventually.ts';
import type { Running } from '../../support/processes.ts';
import { Sandbox } from '../../support/sandbox.ts';

const { signal } = new AbortController();

function lockIn(sandbox: Sandbox): string {
  return sandbox.path('locks/a');
}

/** A process that runs until the sandbox ends. */
function holder(sandbox: Sandbox): { running: Running; pid: number } {
  const running = sandbox.start('cat', []);
  if (running.pid === undefined) throw new Error('cat could not be started');
  return { running, pid: running.pid };
}

/** The lock as a program of its own, whatever version of Node runs it. */
async function bundle(sandbox: Sandbox): Promise<string> {
  const input = resolve(import.meta.dirname, '../../../src/gate/lock.ts');
  const build = await rolldown({ input, platform: 'node' });
  await build.write({ file: sandbox.path('lock.mjs'), format: 'esm' });
  await build.close();
  return sandbox.path('lock.mjs');
}

test('one after the other: a second holder waits until the first lets go', async () => {
  await using sandbox = await Sandbox.create();
  const first = await takeLock(lockIn(sandbox), { pid: process.pid, signal });
  expect(lockHolder(lockIn(sandbox))).toMatchObject({ pid: process.pid });
  expect(await takeLockIfFree(lockIn(sandbox), holder(sandbox).pid)).toBeNull();
  const waits: number[] = [];
  const second = takeLock(lockIn(sandbox), {
    pid: process.pid,
    signal,
    onWait: ({ pid }) => waits.push(pid),
  });
  await eventually(() => expect(waits).toEqual([process.pid]));
  await first.release();
  await (await second).release();
  expect(lockHolder(lockIn(sandbox))).toBeNull();
  expect(readdirSync(lockIn(sandbox))).toEqual(['2.free']);
});

test('work under a lock is done while it is held, and it is let go of whatever becomes of the work', async () => {
  await using sandbox = await Sandbox.create();
  const how = { pid: process.pid, signal };
  const held = async () => lockHolder(lockIn(sandbox))?.pid;
  expect(await underLock(lockIn(sandbox), how, held)).toBe(process.pid);
  expect(lockHolder(lockIn(sandbox))).toBeNull();
  const failing = async () => {
    expect(await held()).toBe(process.pid);
    throw new Error('it went wrong');
  };
  await expect(underLock(lockIn(sandbox), how, failing)).rejects.toThrow('it went wrong');
  expect(readdirSync(lockIn(sandbox))).toEqual(['2.free']);
});

test('its turns are counted, so that two looks tell whether somebody held it between', async () => {
  await using sandbox = await Sandbox.create();
  expect(lockTurn(lockIn(sandbox))).toEqual({ number: 0, holder: null });
  const first = await takeLock(lockIn(sandbox), { pid: process.pid, signal });
  expect(lockTurn(lockIn(sandbox))).toMatchObject({ number: 1, holder: { pid: process.pid } });
  await first.release();
  expect(lockTurn(lockIn(sandbox))).toEqual({ number: 1, holder: null });
  await (await takeLock(lockIn(sandbox), { pid: process.pid, signal })).release();
  expect(lockTurn(lockIn(sandbox))).toEqual({ number: 2, holder: null });
});

test('a holder that was killed frees it, and so does one whose number another process has by now', async () => {
  await using sandbox = await Sandbox.create();
  const { running, pid } = holder(sandbox);
  expect(lockLeft(lockIn(sandbox))).toBeNull();
  await takeLock(lockIn(sandbox), { pid, signal });
  expect(await takeLockIfFree(lockIn(sandbox), process.pid)).toBeNull();
  expect(lockLeft(lockIn(sandbox))).toBeNull();
  running.kill('SIGKILL');
  await running.ended;
  expect(lockLeft(lockIn(sandbox))).toMatchObject({ pid });
  expect(lockHolder(lockIn(sandbox))).toBeNull();
  const lock = await takeLockIfFree(lockIn(sandbox), process.pid);
  expect(lock).not.toBeNull();

  const reused = sandbox.path('locks/reused');
  mkdirSync(reused);
  const { boot, host } = thisPlace();
  writeFileSync(`${reused}/1`, `${process.pid} 1 ${boot} ${host} `);
  expect(await takeLockIfFree(reused, process.pid)).not.toBeNull();
});

test('a claim of another boot or cut off by a loss of power is nobody’s, one of another host is kept', async () => {
  await using sandbox = await Sandbox.create();
  const { start, boot, host } = identityOf(process.pid);
  const claims = {
    rebooted: `${process.pid} ${start} 11111111-aaaa ${host} `,
    empty: '',
    elsewhere: `${process.pid} ${start} ${boot} ${hostname()}x/1 `,
  };
  for (const [name, text] of Object.entries(claims)) {
    mkdirSync(sandbox.path('locks', name), { recursive: true });
    writeFileSync(sandbox.path('locks', name, '7'), text);
  }
  expect(await takeLockIfFree(sandbox.path('locks/rebooted'), process.pid)).not.toBeNull();
  expect(await takeLockIfFree(sandbox.path('locks/empty'), process.pid)).not.toBeNull();
  expect(await takeLockIfFree(sandbox.path('locks/elsewhere'), process.pid)).toBeNull();
  const told: string[] = [];
  const stop = new AbortController();
  const waiting = takeLock(sandbox.path('locks/elsewhere'), {
    pid: process.pid,
    signal: stop.signal,
    onWait: (who, path) => {
      told.push(who.host, path);
      stop.abort();
    },
  });
  await expect(waiting).rejects.toThrow(/interrupted/);
  expect(told).toEqual([`${hostname()}x/1`, sandbox.path('locks/elsewhere/7')]);
});

test('an entry that leads nowhere is told with its path', async () => {
  await using sandbox = await Sandbox.create();
  mkdirSync(lockIn(sandbox), { recursive: true });
  symlinkSync('nowhere', `${lockIn(sandbox)}/3`);
  await expect(takeLockIfFree(lockIn(sandbox), process.pid)).rejects.toThrow(`${lockIn(sandbox)}/3`);
  expect(whileLocked(lockIn(sandbox), { pid: process.pid, mostMs: 1 }, () => {})).toBe(false);
});

test('a lock that could not be set free after some work does not keep its own process from the next', async () => {
  await using sandbox = await Sandbox.create();
  const how = { pid: process.pid, mostMs: 0 };
  const inTheWay = `${lockIn(sandbox)}/1.free`;
  expect(() => whileLocked(lockIn(sandbox), how, () => mkdirSync(inTheWay))).toThrow('EISDIR');
  rmdirSync(inTheWay);
  let done = 0;
  const work = () => {
    done += 1;
  };
  expect(whileLocked(lockIn(sandbox), how, work)).toBe(true);
  expect(done).toBe(1);
  const other = holder(sandbox);
  await takeLock(lockIn(sandbox), { pid: other.pid, signal });
  expect(whileLocked(lockIn(sandbox), how, work)).toBe(false);
});

test('contenders that looked at the same moment: those that are slower than the others get nothing', async () => {
  await using sandbox = await Sandbox.create();
  let inside = 0;
  let taken = 0;
  const contend = async () => {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const lock = await takeLockIfFree(lockIn(sandbox), process.pid);
      if (lock === null) continue;
      inside += 1;
      taken += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      await lock.release();
    }
  };
  await Promise.all(Array.from({ length: 24 }, contend));
  expect(taken).toBeGreaterThan(20);
});

const ASKING = `
import { takeLockIfFree } from './lock.mjs';
console.log((await takeLockIfFree('locks/a', process.pid)) === null ? 'held' : 'taken');
`;

test('who looked before others took the lock and passed it on does not get their number', async () => {
  await using sandbox = await Sandbox.create();
  await bundle(sandbox);
  const asking = await sandbox.write('asking.mjs', ASKING);
  const { pid, start, boot, host } = identityOf(process.pid);
  const mine = `${pid} ${start} ${boot} ${host} `;
  for (const [meanwhile, answer, left] of [
    ['5', 'held', ['3', '5']],
    ['4.free', 'taken', ['5']],
  ] as const) {
    mkdirSync(lockIn(sandbox), { recursive: true });
    // Reading it takes until it is written: a look that lasts.
    await sandbox.sh('mkfifo locks/a/3');
    const running = sandbox.start(process.execPath, [asking]);
    const file = await eventually(() =>
      openSync(`${lockIn(sandbox)}/3`, constants.O_WRONLY | constants.O_NONBLOCK),
    );
    writeFileSync(`${lockIn(sandbox)}/${meanwhile}`, mine);
    closeSync(file); // empty: nobody's
    expect((await running.ended).stdout).toBe(`${answer}\n`);
    expect(readdirSync(lockIn(sandbox)).sort()).toEqual(left);
    rmSync(lockIn(sandbox), { recursive: true });
  }
});

// Each round reads, waits a moment and writes: without mutual exclusion additions get lost.
const WORKER = `
import { appendFileSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { takeLock } from './lock.mjs';
const rounds = Number(process.argv[2]);
const { signal } = new AbortController();
for (let round = 0; round < rounds; round += 1) {
  const lock = await takeLock('lock', { pid: process.pid, signal });
  const before = Number(readFileSync('count', 'utf8'));
  appendFileSync('inside', process.pid + ' in\\n');
  await new Promise((done) => setTimeout(done, 1));
  appendFileSync('inside', process.pid + ' out\\n');
  writeFileSync('count', String(before + 1));
  await lock.release();
}
`;

test('many processes at once: never two inside, also while some of them are killed', async () => {
  await using sandbox = await Sandbox.create();
  await bundle(sandbox);
  const worker = await sandbox.write('worker.mjs', WORKER);
  await sandbox.write('count', '0');
  await sandbox.write('inside', '');
  const start = (rounds: number) => sandbox.start(process.execPath, [worker, String(rounds)]);
  const steady = Array.from({ length: 4 }, () => start(12));
  const killed = Array.from({ length: 3 }, () => start(1_000_000));
  for (const one of killed) {
    await eventually(async () => (await sandbox.read('inside')).includes(`${one.pid} in`));
    one.kill('SIGKILL');
    await one.ended;
  }
  for (const one of steady) expect(await one.ended).toMatchObject({ exitCode: 0, stderr: '' });

  let inside: string | null = null;
  const dead = new Set(killed.map(({ pid }) => String(pid)));
  for (const line of (await sandbox.read('inside')).trimEnd().split('\n')) {
    const [pid = '', what] = line.split(' ');
    if (what === 'in') {
      expect([line, inside === null || dead.has(inside)]).toEqual([line, true]);
      inside = pid;
    } else {
      expect([line, inside]).toEqual([line, pid]);
      inside = null;
    }
  }
  // The last holder may have been one that was killed: nobody has it.
  const last = await takeLockIfFree(sandbox.path('lock'), process.pid);
  await last?.release();
  const entries = readdirSync(sandbox.path('lock')).filter((name) => !name.startsWith('draft-'));
  expect(entries).toEqual([expect.stringMatching(/^\d+\.free$/)]);
});
