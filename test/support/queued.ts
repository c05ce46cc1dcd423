/**
 * Tasks in any state, for whoever decides from their states alone.
 */
import type { TaskConfig } from '../../src/config/config.ts';
import type { DesiredTask } from '../../src/config/desired.ts';
import { type Attempts, NO_ATTEMPTS } from '../../src/records/attempts.ts';
import { known } from '../../src/snapshot/known.ts';
import type { StatedTask } from '../../src/snapshot/places.ts';
import type { Queue, QueueFacts } from '../../src/snapshot/queue.ts';
import { queueOf } from '../../src/snapshot/queue.ts';
import type { OurWorktree } from '../../src/snapshot/snapshot.ts';
import type { State } from '../../src/snapshot/state.ts';
import type { TaskState } from '../../src/snapshot/status.ts';
import { desired, state, worktreeOf } from './world.ts';

/** Unix time in seconds. */
export const NOW = 100_000;
export const DONE: Partial<OurWorktree> = { turns: { state: 'done', ended: 1, at: NOW - 1 } };

export const VERIFY = { run: ['true'], timeoutMs: 1, retries: 1, settleMs: 1 };
export const CHECK = {
  outcome: 'green',
  at: NOW,
  exitCode: null,
  command: null,
  said: '',
  seconds: 1,
  changed: false,
  tells: true,
  repeats: false,
  turn: 1,
  head: '',
  trace: '',
  hash: desired('x', { verify: VERIFY }).verifyHash ?? '',
  isAgain: false,
  changedSince: false,
} as const;
export const ATTEMPTS: Attempts = { ...NO_ATTEMPTS, check: CHECK };

/** In the file and never begun. */
export function newTask(name: string, parts: Partial<TaskConfig> = {}): StatedTask {
  return stated(desired(name, parts), null, state(parts.paused ? 'paused' : 'pending'));
}

/** Begun, and in that state since now. */
export function begun(
  name: string,
  what: TaskState | Partial<State>,
  parts: Partial<TaskConfig> = {},
  worktree: Partial<OurWorktree> = {},
): StatedTask {
  const of = desired(name, parts);
  const told = typeof what === 'string' ? { state: what } : what;
  return stated(of, worktreeOf(of, worktree), { ...state('working'), since: NOW, ...told });
}

export function stated(of: DesiredTask, worktree: OurWorktree | null, told: State): StatedTask {
  return {
    name: of.name,
    desired: of,
    worktree: known(worktree),
    window: known(null),
    unseen: known(null),
    making: null,
    archives: [],
    busy: null,
    state: told,
  };
}

export function queue(tasks: readonly StatedTask[], facts: Partial<QueueFacts> = {}): Queue {
  return queueOf(tasks, { now: NOW, ours: [], bases: {}, barred: new Set(), ...facts });
}

/** `NAME PLACE: REASON` of each that waits. */
export function lines(tasks: readonly StatedTask[], facts: Partial<QueueFacts> = {}): string[] {
  return queue(tasks, facts).waiting.map(({ name, place, reason }) => `${name} ${place}: ${reason}`);
}
