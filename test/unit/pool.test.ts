import { expect, test } from 'vitest';
import { forEachOf } from '../../src/pool.ts';

test('does every item once, never more than the limit at a time', async () => {
  let running = 0;
  let most = 0;
  const seen: number[] = [];
  await forEachOf([1, 2, 3, 4, 5], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    seen.push(item);
    running -= 1;
  });
  expect([seen, most]).toEqual([[1, 2, 3, 4, 5], 2]);
});

test('after a failure nothing is begun, and what runs is waited for', async () => {
  const finished: number[] = [];
  const work = forEachOf([1, 2, 3, 4], 2, async (item) => {
    if (item === 1) throw new Error('first');
    await new Promise((resolve) => setImmediate(resolve));
    finished.push(item);
  });
  await expect(work).rejects.toThrow('first');
  expect(finished).toEqual([2]);
});
