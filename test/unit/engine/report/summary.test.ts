import { expect, test } from 'vitest';
import type { Note } from '../../../../src/engine/report/notes.ts';
import { type Summary, summarize, type TaskReport } from '../../../../src/engine/report/summary.ts';
import type { PaneEvent, RecordedEvent } from '../../../../src/events/event.ts';
import type { TaskState, TaskStatus } from '../../../../src/snapshot/status.ts';
import { created, shown } from '../../../support/night.ts';

const MINUTE = 60_000;
const BEGIN = Date.parse('2026-11-27T22:00:00.000Z');
const WATCHER = 7;

/** Minutes after the beginning, as the report writes them. */
function iso(minute: number): string {
  return new Date(BEGIN + minute * MINUTE).toISOString();
}

type Entry = readonly [minute: number, event: PaneEvent, pid?: number];

function eventsOf(entries: readonly Entry[], first = 1): RecordedEvent[] {
  return entries.map(([minute, event, pid = WATCHER], index) => ({
    seq: first + index,
    time: iso(minute),
    pid,
    ...event,
  }));
}

const started: PaneEvent = { kind: 'watcher-started', file: 'f' };
const ended: PaneEvent = { kind: 'watcher-stopped', outcome: 'ended', error: null };

function comes(
  task: string,
  before: TaskState | null,
  state: TaskState,
  message: string | null = null,
): PaneEvent {
  return { kind: 'task-state', task, before, state, message, exitCode: null, isNews: true };
}

function opened(task: string, cause: string): PaneEvent {
  return { ...created(task), operation: 'open-window', cause } as PaneEvent;
}

/** Of the last `hours`, two hours after the beginning. */
function summaryOf(events: readonly RecordedEvent[], now: readonly TaskStatus[] = [], from = 0): Summary {
  const to = BEGIN + 120 * MINUTE;
  return summarize({
    events,
    now,
    only: null,
    time: { from: BEGIN + from * MINUTE, to },
    watchedUntil: to,
  });
}

function only({ tasks: [task] }: Summary): TaskReport | undefined {
  return task;
}

test('a task from its making to its last check', () => {
  const events = eventsOf([
    [0, started],
    [1, created('a')],
    [1, opened('a', 'new task')],
    [1, comes('a', null, 'working')],
    [11, comes('a', 'working', 'waiting', 'May I?')],
    [31, comes('a', 'waiting', 'working')],
    [40, comes('a', 'working', 'limited', 'usage limit')],
    [60, { kind: 'message-sent', task: 'a', reason: 'limit', turn: 0 }],
    [60, comes('a', 'limited', 'working')],
    [70, { kind: 'turn-ended', task: 'a', outcome: 'failed', turn: 0 }],
    [70, { ...opened('a', 'it ended with exit code 1'), operation: 'restart-agent' } as PaneEvent],
    [71, opened('a', 'its window was lost')],
    [80, { kind: 'turn-ended', task: 'a', outcome: 'done', turn: 1 }],
    [80, comes('a', 'working', 'verifying')],
    [82, { kind: 'check-ended', task: 'a', outcome: 'red', exitCode: 1, seconds: 120, turn: 1 }],
    [82, comes('a', 'verifying', 'working')],
    [90, { kind: 'turn-ended', task: 'a', outcome: 'done', turn: 2 }],
    [90, { kind: 'check-ended', task: 'a', outcome: 'green', exitCode: null, seconds: 30, turn: 2 }],
    [90, comes('a', 'working', 'verified')],
  ]);
  const now = shown('a', {
    state: 'verified',
    turns: 2,
    ahead: 3,
    lines: { added: 5, removed: 1 },
    dirty: 4,
  });
  expect(only(summaryOf(events, [now]))).toEqual({
    task: 'a',
    state: 'verified',
    message: null,
    startedAt: iso(1),
    seconds: {
      working: 60 * (10 + 9 + 20 + 8),
      waiting: 1200,
      limited: 1200,
      verifying: 120,
      verified: 1800,
    },
    turns: { done: 2, failed: 1 },
    questions: [{ at: iso(11), seconds: 1200, message: 'May I?', lasts: false }],
    limits: [{ at: iso(40), seconds: 1200, message: 'usage limit', lasts: false }],
    checks: [
      { at: iso(82), outcome: 'red', exitCode: 1, seconds: 120 },
      { at: iso(90), outcome: 'green', exitCode: null, seconds: 30 },
    ],
    messages: [{ at: iso(60), reason: 'limit' }],
    restarts: [
      { at: iso(70), cause: 'it ended with exit code 1' },
      { at: iso(71), cause: 'its window was lost' },
    ],
    commits: 3,
    lines: { added: 5, removed: 1 },
    dirty: 4,
  });
});

test('what was before the time of the report counts for nothing but where it begins', () => {
  const events = eventsOf([
    [0, started],
    [0, created('a')],
    [0, opened('a', 'new task')],
    [0, comes('a', null, 'working')],
    [5, { kind: 'turn-ended', task: 'a', outcome: 'done', turn: 4 }],
    [10, comes('a', 'working', 'waiting', 'Well?')],
    [70, comes('a', 'waiting', 'working')],
    [80, { kind: 'turn-ended', task: 'a', outcome: 'done', turn: 6 }],
  ]);
  expect(only(summaryOf(events, [shown('a', { state: 'working', turns: 7 })], 60))).toMatchObject({
    startedAt: null,
    turns: { done: 3, failed: 0 },
    questions: [{ at: iso(60), seconds: 600, message: 'Well?', lasts: false }],
    seconds: { waiting: 600, working: 3000 },
  });
});

test('tasks: those of the file, then archived ones of which events tell; what a user opens is no restart', () => {
  const archived = { ...created('gone'), operation: 'archive-worktree' } as PaneEvent;
  const events = eventsOf([
    [0, started],
    [0, { kind: 'notice', notice: 'conflict', tasks: ['never'], message: 'm' }],
    [0, comes('gone', null, 'working')],
    [30, archived],
    [40, opened('b', 'restart'), 99],
    [50, comes('b', null, 'idle')],
  ]);
  const { tasks } = summaryOf(events, [shown('b'), shown('a', { state: 'queued' })]);
  expect(tasks.map(({ task, state }) => `${task} ${state}`)).toEqual(['b idle', 'a queued', 'gone gone']);
  expect(tasks[0]?.restarts).toEqual([]);
  expect(tasks[2]?.seconds).toEqual({ working: 1800 });
});

test('a question that a later watcher found, and one that stands, have their texts', () => {
  const asking: PaneEvent = { kind: 'first-look', states: { a: 'waiting' } };
  const events = eventsOf([
    [0, started],
    [0, asking],
    [10, comes('a', 'waiting', 'working')],
    [20, comes('a', 'working', 'waiting', 'May I?')],
    [30, ended],
    [31, started],
    [31, asking],
    [40, comes('a', 'waiting', 'working')],
    [50, ended],
    [51, started],
    [51, asking],
  ]);
  const now = shown('a', { state: 'waiting', message: 'And now?' });
  expect(only(summaryOf(events, [now]))?.questions).toEqual([
    { at: iso(0), seconds: 600, message: null, lasts: false },
    { at: iso(20), seconds: 1200, message: 'May I?', lasts: false },
    { at: iso(51), seconds: 69 * 60, message: 'And now?', lasts: true },
  ]);
});

test('where an event between two could not be written, nothing is made up', () => {
  const events = eventsOf([
    [0, started],
    [0, comes('a', null, 'working')],
    [10, comes('a', 'working', 'waiting')],
    [30, comes('a', 'idle', 'working')],
  ]);
  expect(only(summaryOf(events, [shown('a', { state: 'working' })]))?.seconds).toEqual({
    working: 6000,
    untold: 1200,
  });
});

/** `KIND FROM-TO COUNT`, in minutes. */
function inShort({ kind, from, to, count }: Note): string {
  const minute = (time: string): number => (Date.parse(time) - BEGIN) / MINUTE;
  return `${kind} ${minute(from)}-${minute(to)} ${count}`;
}

test.each<[string, readonly RecordedEvent[], readonly string[]]>([
  ['a watcher all the time', eventsOf([[0, started]]), []],
  ['no events at all', [], ['not-watched 0-120 1']],
  ['only commands', eventsOf([[0, created('a')]]), ['not-watched 0-120 1']],
  [
    'it was off for a while, and once for a moment',
    eventsOf([
      [0, started],
      [10, ended],
      [40, started],
      [60, ended],
      [60.5, started],
    ]),
    ['not-watched 10-40 1', 'restarts 0-120 1'],
  ],
  [
    'a machine that was off',
    eventsOf([
      [0, started],
      [90, { kind: 'watcher-stopped', outcome: 'lost', error: '', lastSeen: iso(20) }],
      [90, started],
    ]),
    ['not-watched 20-90 1'],
  ],
  [
    'numbers are missing, and the first events are dropped',
    [...eventsOf([[10, started]], 5), ...eventsOf([[20, comes('a', null, 'idle')]], 9)],
    ['not-kept 0-10 1', 'lost 10-20 3'],
  ],
])('%s', (_, events, notes) => {
  expect(summaryOf(events).notes.map(inShort)).toEqual(notes);
});
