import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Attempts, NO_ATTEMPTS } from '../../../src/records/attempts.ts';
import {
  beginAnew,
  breakOffTurn,
  changeAttempts,
  keepBefore,
  readAttempts,
  readTurns,
  writeAttempts,
} from '../../../src/records/doings.ts';
import { attempts as attemptsWith, check } from '../../support/checks.ts';
import { Folder } from '../config/folder.ts';

const process = { pid: 4711, start: '1', boot: 'b', host: 'h' };

const done: Attempts = {
  ...NO_ATTEMPTS,
  checking: { process, at: 7, lost: 0, turn: 2 },
  message: { reason: 'check', state: 'sent', at: 5, turn: 1 },
  red: 2,
  continuations: 3,
  continuedAt: 6,
  restarts: [4, 5],
  restartedFrom: 3,
  stuck: 'its check failed 3 times',
};

test('what was done is read as it was written, by its owner only', async () => {
  await using folder = await Folder.create();
  expect(readAttempts(folder.root)).toBeNull();
  await writeAttempts(folder.root, done);
  expect(readAttempts(folder.root)).toEqual(done);
  expect(statSync(`${folder.root}/attempts.json`).mode & 0o777).toBe(0o600);
});

test('the first change is of nothing done; one that changes nothing writes nothing', async () => {
  await using folder = await Folder.create();
  await beginAnew(folder.root);
  expect(readAttempts(folder.root)).toBeNull();
  await changeAttempts(folder.root, (attempts) => ({ ...attempts, red: attempts.red + 1 }));
  expect(readAttempts(folder.root)).toEqual({ ...NO_ATTEMPTS, red: 1 });
});

test('once the user did something all counts begin anew, and a check that runs goes on', async () => {
  await using folder = await Folder.create();
  await writeAttempts(folder.root, done);
  await beginAnew(folder.root);
  expect(readAttempts(folder.root)).toEqual({ ...NO_ATTEMPTS, checking: done.checking });
});

test.each([
  ['open 1 5', { state: 'failed', ended: 1, at: 9 }],
  ['limited 1 5 700', { state: 'failed', ended: 1, at: 5 }],
  ['failed 1 5 rate_limit Limit reached', { state: 'failed', ended: 1, at: 5 }],
  ['failed 1 5 unknown No', { state: 'failed', ended: 1, at: 5 }],
  ['done 1 5', { state: 'done', ended: 1, at: 5 }],
])('of %j nothing is to go on once its user has ended the agent', async (before, after) => {
  await using folder = await Folder.create();
  await folder.write({ turns: before });
  await breakOffTurn(folder.root, 9);
  expect(readTurns(folder.root)).toEqual(after);
});

test('what the user did lets the agent be told again of a check that repeated', async () => {
  await using folder = await Folder.create();
  const before = attemptsWith(check('red', { repeats: true }));
  await writeAttempts(folder.root, before);
  await beginAnew(folder.root);
  expect(readAttempts(folder.root)?.check).toEqual({ ...before.check, repeats: false });
});

describe('before another launch, with a clock that was put back', () => {
  /** What is there of a turn at `at` and of this message, after a launch at 100. */
  const kept = async (at: number, message: Attempts['message']) => {
    await using folder = await Folder.create();
    await folder.write({ turns: `open 1 ${at}` });
    await writeAttempts(folder.root, { ...NO_ATTEMPTS, message });
    await keepBefore(folder.root, 100);
    return [readTurns(folder.root)?.at, readAttempts(folder.root)?.message?.at];
  };
  const message = { reason: 'limit', state: 'sent', at: 900, turn: 1 } as const;

  test('a turn and a message that were noted ahead of it are no part of that launch', async () => {
    expect(await kept(900, message)).toEqual([99, 99]);
    expect(await kept(900, { ...message, reason: 'cut-off' })).toEqual([99, 99]);
  });

  test('what was noted before it stays, and so does what is told from others by its time', async () => {
    expect(await kept(50, { ...message, at: 60 })).toEqual([50, 60]);
    expect(await kept(100, { ...message, at: 100 })).toEqual([100, 100]);
    expect(await kept(50, { ...message, reason: 'check' })).toEqual([50, 900]);
    expect(await kept(50, { ...message, state: 'claimed' })).toEqual([50, 900]);
  });
});
