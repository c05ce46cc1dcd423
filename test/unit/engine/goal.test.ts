import { expect, test } from 'vitest';
import { reachedBy } from '../../../src/engine/goal.ts';
import type { State } from '../../../src/snapshot/state.ts';
import type { TaskState } from '../../../src/snapshot/status.ts';
import type { TaskView } from '../../../src/snapshot/view.ts';
import { VERIFY } from '../../support/checks.ts';
import { agent } from '../../support/trust.ts';
import { desired, state } from '../../support/world.ts';

type Seen = Pick<TaskView, 'desired'>;
const tells: Seen = { desired: desired('one', { agent: agent({ reports: 'claude' }) }) };
const silent: Seen = { desired: desired('one') };

function reached(view: Seen, now: State, ...goal: TaskState[]) {
  const result = reachedBy(view, now, new Set(goal));
  return result.reached ? true : result.reason;
}

test('a state of the goal is reached, even one that nothing leaves by itself', () => {
  expect(reached(tells, state('idle'), 'idle', 'exited')).toBe(true);
  expect(reached(tells, state('failed', 'setup'), 'failed')).toBe(true);
});

test('while another process is at work on the task, any state may pass', () => {
  expect(reached(tells, { ...state('stopped'), isBusy: true }, 'idle')).toBe(null);
  expect(reached(tells, { ...state('stopped'), isBusy: true }, 'stopped')).toBe(null);
});

test.each(['pending', 'setup', 'starting', 'working', 'waiting', 'unknown'] as const)(
  'from %s the goal can be reached',
  (name) => expect(reached(tells, state(name), 'idle')).toBe(null),
);

test.each(['exited', 'failed', 'stopped', 'paused', 'conflict'] as const)('from %s it cannot', (name) => {
  expect(reached(tells, state(name), 'idle')).toBe(`it is ${name}`);
  expect(reached(tells, state(name, 'why'), 'idle')).toBe(`it is ${name}: why`);
});

test('an agent that tells nothing never gets idle, but may end', () => {
  expect(reached(silent, state('running'), 'idle', 'waiting')).toContain('does not report');
  expect(reached(silent, state('running'), 'idle', 'exited')).toBe(null);
  expect(reached(tells, state('running'), 'idle')).toBe(null);
});

test('a task comes to what a check tells where it has one, though its agent has ended', () => {
  const checked: Seen = { desired: desired('one', { verify: VERIFY, agent: agent({ oneShot: true }) }) };
  expect(reached(tells, state('idle'), 'verified')).toBe('it has no `verify`');
  expect(reached(tells, state('idle'), 'verified', 'exited')).toBe(null);
  expect(reached(checked, state('idle'), 'verified')).toBe(null);
  expect(reached(checked, { ...state('exited'), checkAt: 10 }, 'verified')).toBe(null);
  expect(reached(checked, state('stuck', 'nothing changed'), 'verified')).toBe(
    'it is stuck: nothing changed',
  );
});

test('one that has ended, and is started again by itself, can still get there', () => {
  expect(reachedBy(tells, state('exited'), new Set(['idle']), true)).toEqual({
    reached: false,
    reason: null,
  });
  expect(reachedBy(tells, state('stuck'), new Set(['idle']), true)).toMatchObject({ reason: 'it is stuck' });
});
