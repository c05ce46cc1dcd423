import { expect, test } from 'vitest';
import type { TaskJob } from '../../../src/snapshot/job.ts';
import { unseenAgentOf } from '../../../src/snapshot/unseen-agent.ts';
import { claim, desired, serverWith, worktreeOf } from '../../support/world.ts';

const login = desired('login');

/** Where an agent runs that has no window; null: none does. */
function whereIs(parts: Parameters<typeof worktreeOf>[1], server = serverWith([])): string | null {
  return unseenAgentOf(worktreeOf(login, parts), server)?.where ?? null;
}

test('an agent without a window is where its claim says', () => {
  expect(whereIs({ claim: null })).toBeNull();
  expect(whereIs({ claim: claim(101, { liveness: 'dead' }) })).toBeNull();
  expect(whereIs({ claim: claim(101) })).toBe('here');
  expect(whereIs({ claim: claim(101, { serverPid: 7, serverIsAlive: false }) })).toBe('here');
  expect(whereIs({ claim: claim(101, { serverPid: 7 }) })).toBe('other-server');
  expect(whereIs({ claim: claim(101, { liveness: 'elsewhere' }) })).toBe('elsewhere');
});

test('one in a job runs until the job is over, and perhaps where Slurm does not answer', () => {
  const where = (job: Partial<TaskJob>) =>
    whereIs({ claim: null, job: { id: '8', node: 'n1', end: null, listed: 'not asked', ...job } });
  const state = (name: string) => ({ known: true, value: { state: name, reason: 'None' } }) as const;
  expect(where({ listed: state('RUNNING') })).toBe('job');
  expect(where({ listed: state('PENDING'), node: null })).toBe('job');
  expect(where({ listed: state('COMPLETED') })).toBeNull();
  expect(where({ listed: { known: true, value: null } })).toBeNull();
  expect(where({ listed: { known: false, reason: 'no answer' } })).toBe('unknown-job');
  const end = { how: 'exited', left: 0 };
  expect(where({ listed: state('RUNNING'), end })).toBeNull();
});
