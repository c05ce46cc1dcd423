import { expect, test } from 'vitest';
import { isOver, parseJobs } from '../../../src/slurm/jobs.ts';
import { inQueue, tellJob } from '../../../src/snapshot/job.ts';
import { known, unknown } from '../../../src/snapshot/known.ts';
import { NOT_ASKED } from '../../../src/snapshot/request.ts';

const text = '12|PENDING|Resources|pane-1a\n13|NODE_FAIL|None|a|b\n\nslurm_load_jobs: warning\n';

test('the queue is read line by line, names with bars too, and what is no job is not one', () => {
  const jobs = parseJobs(text);
  expect(jobs).toEqual([
    { id: '12', state: 'PENDING', reason: 'Resources', name: 'pane-1a' },
    { id: '13', state: 'NODE_FAIL', reason: 'None', name: 'a|b' },
  ]);
  expect(jobs.map(isOver)).toEqual([false, true]);
});

test.each([
  ['12', false, 'starting: Slurm: Resources'],
  ['12', true, null],
  ['13', true, 'unknown: its job 13 is NODE_FAIL: it counts as ended once that has stayed so for a minute'],
  [
    '14',
    true,
    'unknown: its job 14 is not in the queue any more: it counts as ended once that has stayed so for a minute',
  ],
])('what is told of job %s, begun: %s', (id, hasBegun, expected) => {
  const job = inQueue({ id, node: null, end: null, listed: NOT_ASKED }, known(parseJobs(text)));
  const told = tellJob(job, hasBegun);
  expect(told && `${told.state}: ${told.message}`).toBe(expected);
});

test('what Slurm says counts only where the job itself has not said how it ended', () => {
  const ended = { id: '13', node: 'n1', end: { how: 'exited', left: 0 }, listed: NOT_ASKED } as const;
  expect(tellJob(inQueue(ended, known(parseJobs(text))), true)).toBeNull();
  const silent = inQueue({ ...ended, end: null }, unknown('no answer'));
  expect(tellJob(silent, true)).toBeNull();
  expect(tellJob(silent, false)).toEqual({ state: 'starting', message: 'job 13: no answer' });
});
