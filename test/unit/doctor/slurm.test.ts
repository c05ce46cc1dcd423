import { expect, test } from 'vitest';
import { checkPartitions, checkShared } from '../../../src/doctor/slurm.ts';

test.each([
  [0x6969, 'ok: /x/y z is on NFS, which nodes can share'],
  [0xff534d42, 'ok: /x/y z is on CIFS, which nodes can share'],
  [0xef53, 'note: whether they see /x/y z is not known: it is on no network filesystem that pane knows'],
])('whether nodes see a folder on a filesystem of type %i', (type, expected) => {
  const { level, message, hint } = checkShared('/x/y z', type, { partition: 'gpu' });
  expect(`${level}: ${message}`).toBe(expected);
  if (level === 'note') expect(hint).toContain("`srun --partition=gpu ls -d '/x/y z'`");
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
