import { expect, test } from 'vitest';
import type { TaskView } from '../../../src/snapshot/view.ts';
import { readinessOf } from '../../../src/talk/readiness.ts';
import { agent } from '../../support/trust.ts';
import { desired, state } from '../../support/world.ts';

function viewOf(parts: Parameters<typeof agent>[0] = {}): Pick<TaskView, 'name' | 'desired'> {
  const task = desired('one', { agent: agent(parts) });
  return { name: task.name, desired: task };
}

test('ready is who is idle, and who runs and could not tell', () => {
  expect(readinessOf(viewOf({ reports: 'claude' }), state('idle'))).toEqual({ ready: true });
  expect(readinessOf(viewOf(), state('running'))).toEqual({ ready: true });
  const waits = { screen: { waiting: ['y/n'] }, title: {} };
  expect(readinessOf(viewOf({ screen: waits }), state('running'))).toEqual({ ready: true });
});

test('who would tell and did not is not ready', () => {
  const shows = { screen: { idle: ['> $'] }, title: {} };
  for (const parts of [{ reports: 'claude' as const }, { screen: shows }]) {
    expect(readinessOf(viewOf(parts), state('running'))).toMatchObject({ ready: false, passes: true });
  }
});

test('a turn that failed leaves it ready for the next one', () => {
  expect(readinessOf(viewOf({ reports: 'claude' }), state('stuck', 'turn failed: x'))).toEqual({
    ready: true,
  });
});

test('of a limit and of a login it is said what can be done', () => {
  expect(readinessOf(viewOf(), state('limited', 'resets 3pm'))).toEqual({
    ready: false,
    reason:
      'it is limited: resets 3pm; `pane attach one` shows it, and what you type there goes to it all the same',
    passes: true,
  });
  expect(readinessOf(viewOf(), state('waiting', 'needs login: Invalid API key'))).toEqual({
    ready: false,
    reason: 'it needs login: Invalid API key; log in with `pane attach one`, and tell it there to go on',
    passes: true,
  });
});

test('a dialog is never typed into', () => {
  expect(readinessOf(viewOf(), state('waiting', 'Bash: rm'))).toEqual({
    ready: false,
    reason:
      'it waits for an answer: Bash: rm; answer with `pane keys one y Enter` (or whatever keys it asks for) or `pane attach one`',
    passes: true,
  });
});

test.each([
  ['setup', true],
  ['starting', true],
  ['working', true],
  ['exited', false],
  ['failed', false],
  ['stopped', false],
  ['paused', false],
] as const)('refused while it is %s', (name, passes) => {
  expect(readinessOf(viewOf(), state(name))).toEqual({ ready: false, reason: `it is ${name}`, passes });
});
