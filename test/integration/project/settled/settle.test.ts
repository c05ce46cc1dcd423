import { mkdir } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { Context } from '../../../../src/context.ts';
import { takeLock } from '../../../../src/gate/lock.ts';
import type { Repository } from '../../../../src/git/repository.ts';
import type { ProjectId, TaskName } from '../../../../src/ids.ts';
import { settle } from '../../../../src/project/settled/settle.ts';
import { taskLock } from '../../../../src/records/store.ts';
import { Sandbox } from '../../../support/sandbox.ts';

afterEach(() => {
  vi.useRealTimers();
});

const projectId = 'p' as ProjectId;
const task = 'one' as TaskName;

/** A doubt in a repository of its own, and the only task's lock there. */
async function place(sandbox: Sandbox, isEnding: boolean) {
  const common = sandbox.path('common');
  await mkdir(common);
  vi.useFakeTimers({ toFake: ['performance'] });
  const { signal } = new AbortController();
  const owner = { scope: { repository: { common } as Repository, projectId } };
  return {
    context: { pid: 1, signal } as Context,
    doubt: { task, isEnding, owner },
    take: () => takeLock(taskLock(common, projectId, task), { pid: process.pid, signal }),
  };
}

/** As on a machine that is busy. */
function lookFor(seconds: number): void {
  vi.advanceTimersByTime(seconds * 1_000);
}

test.each([3, 11])('what one look finds in doubt is looked at again, be it %i s long', async (each) => {
  await using sandbox = await Sandbox.create();
  const { context, doubt } = await place(sandbox, true);
  const { seen } = await settle<number>(context, {
    look: async (count) => {
      lookFor(each);
      return count;
    },
    doubtsOf: (count) => (count === 1 ? [doubt] : []),
  });
  expect(seen).toBe(2);
});

test.each([2, 5])(
  'what a look saw while the lock was let go is looked at again, be it look %i',
  async (last) => {
    await using sandbox = await Sandbox.create();
    const { context, doubt, take } = await place(sandbox, false);
    const lock = await take();
    const told: number[] = [];
    const { seen, busy } = await settle<number>(context, {
      look: async (count) => {
        lookFor(3);
        if (count === last) await lock.release();
        return count;
      },
      doubtsOf: () => [doubt],
      onWait: (waitedFor) => told.push(...waitedFor.map(({ pid }) => pid)),
    });
    expect({ seen, busy }).toEqual({ seen: last + 1, busy: [] });
    expect(new Set(told)).toEqual(new Set(last === 2 ? [] : [process.pid]));
  },
);

test('an agent that may be about to end is looked at until it has, though nobody is at its task', async () => {
  await using sandbox = await Sandbox.create();
  const { context, doubt } = await place(sandbox, true);
  const { seen } = await settle<number>(context, {
    look: async (count) => count,
    doubtsOf: (count) => (count < 4 ? [doubt] : []),
  });
  expect(seen).toBe(4);
});
