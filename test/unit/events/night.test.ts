/**
 * The file of events is bounded: `pane report` needs a night of it.
 */
import { expect, test } from 'vitest';
import { formatEvent, type PaneEvent } from '../../../src/events/event.ts';
import { MOST_BYTES } from '../../../src/events/log.ts';
import type { TaskState } from '../../../src/snapshot/status.ts';

const task = 'a-task-with-a-long-name';
const message = 'Bash: npm test -- --project unit --reporter verbose the-files-that-this-is-about';

function becomes(state: TaskState): PaneEvent {
  return { kind: 'task-state', task, state, before: 'working', message, exitCode: null, isNews: true };
}

const operation = { operation: 'open-window', task, cause: message, finished: 1, total: 1 } as const;

/** A turn with a question, its check, and the message on what that found. */
const turn: readonly PaneEvent[] = [
  ...(['working', 'waiting', 'working', 'idle', 'verifying', 'idle'] as const).map(becomes),
  { kind: 'turn-ended', task, outcome: 'done', turn: 40 },
  { kind: 'check-ended', task, outcome: 'red', exitCode: 1, seconds: 900, turn: 40 },
  { kind: 'message-sent', task, reason: 'check', turn: 40 },
  ...[1, 2].flatMap((): PaneEvent[] => [
    { kind: 'operation-begun', ...operation },
    {
      kind: 'operation-ended',
      ...operation,
      outcome: 'done',
      reason: null,
      error: null,
      warnings: [message],
    },
  ]),
  { kind: 'notice', notice: 'warning', tasks: [task], message },
];

test('one part holds forty turns of each of ten tasks', () => {
  const lines = turn.map(
    (event) =>
      `${formatEvent({ seq: 100_000, time: new Date(0).toISOString(), pid: 4_000_000, ...event })}\n`,
  );
  expect(lines.join('').length * 40 * 10).toBeLessThan(MOST_BYTES);
});
