import { expect, test } from 'vitest';
import { reportingAgents } from '../../../src/snapshot/reporting.ts';
import { agent } from '../../support/trust.ts';
import { archived, desired, observed, stampOf, worktreeOf } from '../../support/world.ts';

test('an agent reports where a turn of it has ended, in whatever task of the file', () => {
  const tasks = ['bot', 'bot', 'mute', 'gone'].map((name, index) =>
    desired(`${name}${index}`, { agent: agent({ name }) }),
  );
  const [first, second, third, fourth] = tasks;
  if (!first || !second || !third || !fourth) throw new Error('no task');
  const turns = (state: 'open' | 'done', ended: number) => ({ turns: { state, ended, at: 1 } as const });
  const ours = [
    worktreeOf(first, turns('done', 1)),
    worktreeOf(second, turns('open', 0)),
    worktreeOf(third, turns('open', 0)), // the launcher opens one
    worktreeOf(fourth, { ...turns('done', 1), stamp: stampOf(fourth, { archive: archived('/r/gone') }) }),
  ];
  expect(reportingAgents(tasks, observed({ ours }))).toEqual(new Set(['bot']));
  expect(reportingAgents(tasks, observed({ ours: ours.slice(1) }))).toEqual(new Set());
});
