/**
 * What the status line shows of a state: a short word beside the window's name, readable without colour; capitals
 * where the user is wanted. `report.sh` and `launcher.sh` show the same words at once. Pure.
 */
import type { TaskState } from './status.ts';

const WORDS: Readonly<Partial<Record<TaskState, string>>> = {
  setup: 'setup',
  starting: 'start',
  running: 'run',
  working: 'work',
  waiting: 'WAIT',
  idle: 'idle',
  limited: 'LIMIT',
  stuck: 'STUCK',
  verifying: 'check',
  verified: 'good',
  exited: 'exit',
  failed: 'FAIL',
};

/** Null: a state that a window's status line does not tell. */
export function shownState(state: TaskState): string | null {
  return WORDS[state] ?? null;
}

/** What a new window shows. */
export const SHOWN_AT_START = 'start';
