import { expect, test } from 'vitest';
import { checkPartitions, checkShared } from '../../../src/doctor/slurm.ts';

test('of a folder on a network filesystem its name is told, of the others how to ask', () => {
  const local = { path: '/x/y z', type: 0xef53 };
  const folders = [{ path: '/n', type: 0x6969 }, { path: '/c', type: 0xff534d42 }, local];
  const lines = checkShared(folders, { partition: 'gpu' }).map(
    ({ level, message }) => `${level}: ${message}`,
  );
  expect(lines).toEqual([
    'ok: /n is on NFS, which nodes can share',
    'ok: /c is on CIFS, which nodes can share',
    'note: whether they see /x/y z is not known: on no network filesystem that pane knows',
  ]);
  expect(checkShared([local, { ...local, path: '/w' }], { partition: 'gpu' })).toMatchObject([
    { hint: expect.stringContaining("`srun --partition=gpu ls -d '/x/y z' /w`") },
  ]);
});

test('each partition is looked up; none is the cluster’s own', () => {
  const partitions = [
    { name: 'gpu', isUp: true },
    { name: 'old', isUp: false },
  ];
  expect(checkPartitions('gpu,old,no', partitions).map(({ level }) => level)).toEqual([
    'ok',
    'warning',
    'error',
  ]);
  expect(checkPartitions(undefined, partitions)).toEqual([]);
  expect(checkPartitions('gpu', [])[0]?.hint).toContain('none that you may use');
});
