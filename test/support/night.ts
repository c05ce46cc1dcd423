/**
 * The events of a night as a watcher tells them, from what a task did: by the very modules that tell them.
 */
import type { PaneEvent, RecordedEvent } from '../../src/events/event.ts';
import type { Turns } from '../../src/records/turns.ts';
import type { TaskState, TaskStatus } from '../../src/snapshot/status.ts';
import { unknownStatus } from '../../src/snapshot/unknown-status.ts';
import { firstStates, hear, type Known } from '../../src/watcher/transitions.ts';
import { hearTurns, type KnownTurns } from '../../src/watcher/turn-ends.ts';
import { taskName } from './trust.ts';

export const START = Date.parse('2026-11-27T22:00:00.000Z');
export const TASK = taskName('a');

export interface Step {
  /** The task comes to this state. */
  readonly state: TaskState;
  /** How long it is in it. */
  readonly seconds: number;
  /** A turn ends as it comes to the state. */
  readonly turn: 'done' | 'failed' | null;
  /** A message is told of with the number of the turn that has just ended, or of the one before. */
  readonly message: 'now' | 'late' | null;
  /** Happens to the watcher before that. */
  readonly watcher: 'start' | 'stop' | 'kill' | null;
}

/** What was so at a time, and whether a watcher saw it. */
interface Truth {
  readonly from: number;
  readonly to: number;
  readonly state: TaskState;
  readonly isWatched: boolean;
}

export interface Night {
  readonly events: readonly RecordedEvent[];
  readonly truth: readonly Truth[];
  readonly until: number;
  readonly watchedUntil: number;
  readonly state: TaskState;
  readonly turns: Turns;
  readonly failed: number;
}

/** The worktree is made as it begins. */
export function nightOf(steps: readonly Step[]): Night {
  const events: RecordedEvent[] = [];
  const truth: Truth[] = [];
  let now = START;
  let watch: { known: Known | null; turns: KnownTurns | null } | null = null;
  let killedAt: number | null = null;
  let turns: Turns = { state: 'open', ended: 0, at: 0 };
  let failed = 0;
  const tell = (...told: readonly PaneEvent[]): void => {
    for (const event of told)
      events.push({ seq: events.length + 1, time: new Date(now).toISOString(), pid: 1, ...event });
  };
  tell(created(TASK));
  for (const { state, seconds, turn, message, watcher } of steps) {
    if (watcher === 'start' && watch === null) {
      watch = { known: null, turns: null };
      if (killedAt !== null) {
        const lastSeen = new Date(killedAt).toISOString();
        tell({ kind: 'watcher-stopped', outcome: 'lost', error: 'killed', lastSeen });
      }
      killedAt = null;
      tell({ kind: 'watcher-started', file: 'pane.config.yaml' });
    }
    if (watcher === 'stop' && watch !== null) {
      watch = null;
      tell({ kind: 'watcher-stopped', outcome: 'ended', error: null });
    }
    if (watcher === 'kill' && watch !== null) {
      watch = null;
      killedAt = now;
    }
    if (turn === 'done') turns = { state: 'done', ended: turns.ended + 1, at: now / 1000 };
    if (turn === 'failed') {
      turns = { ...turns, state: 'failed', at: now / 1000 };
      if (watch?.turns != null) failed += 1;
    }
    if (watch !== null) {
      const seen = { task: TASK, state, launch: 1, toldAt: null, stalledSince: null, isUnsure: false };
      if (watch.known === null) tell({ kind: 'first-look', states: firstStates([seen]) });
      const heard = hear(watch.known, [seen]);
      const ended = hearTurns(watch.turns, [{ task: TASK, id: 'one', turns }]);
      watch = { known: heard.known, turns: ended.known };
      const changes = heard.changes.map(
        (change): PaneEvent => ({
          ...change,
          kind: 'task-state',
          state,
          message: null,
          exitCode: null,
        }),
      );
      tell(...ended.ends, ...changes);
    }
    if (message !== null) {
      const number = Math.max(0, turns.ended - (message === 'late' ? 1 : 0));
      tell({ kind: 'message-sent', task: TASK, reason: 'check', turn: number });
    }
    truth.push({ from: now, to: now + seconds * 1000, state, isWatched: watch !== null });
    now += seconds * 1000;
  }
  const state = steps.at(-1)?.state ?? 'pending';
  return { events, truth, until: now, watchedUntil: killedAt ?? now, state, turns, failed };
}

export function created(task: string): PaneEvent {
  return {
    kind: 'operation-ended',
    operation: 'create-worktree',
    task,
    cause: 'new task',
    finished: 1,
    total: 1,
    outcome: 'done',
    reason: null,
    error: null,
    warnings: [],
  };
}

/** A task as `status` shows it now. */
export function shown(name: string, parts: Partial<TaskStatus> = {}): TaskStatus {
  const known = {
    state: 'idle',
    agent: 'claude',
    branch: name,
    base: 'main',
    worktree: `/w/${name}`,
  } as const;
  return { ...unknownStatus(name), ...known, ...parts };
}
