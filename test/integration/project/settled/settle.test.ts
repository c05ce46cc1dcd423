import { mkdir } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { Context } from '../../../../src/context.ts';
import type { Repository } from '../../../../src/git/repository.ts';
import type { ProjectId, TaskName } from '../../../../src/ids.ts';
import { settle } from '../../../../src/project/settled/settle.ts';
import { Sandbox } from '../../../support/sandbox.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('what one look finds in doubt is looked at again, however long that look took', async () => {
  await using sandbox = await Sandbox.create();
  await mkdir(sandbox.path('common'));
  vi.useFakeTimers({ toFake: ['Date'] });
  const context = { pid: 1, signal: new AbortController().signal } as Context;
  const repository = { common: sandbox.path('common') } as Repository;
  const doubt = {
    task: 'one' as TaskName,
    isEnding: true,
    owner: { scope: { repository, projectId: 'p' as ProjectId } },
  };
  const { seen } = await settle<number>(context, {
    look: async (count) => {
      vi.setSystemTime(Date.now() + 3_000); // as on a machine that is busy
      return count;
    },
    doubtsOf: (count) => (count === 1 ? [doubt] : []),
  });
  expect(seen).toBe(2);
});
