/**
 * The row of a task of which nothing but its name is known. Pure.
 */
import { toldFields } from '../config/keys/task-keys.ts';
import type { TaskStatus } from './status.ts';

export function unknownStatus(name: string): TaskStatus {
  return {
    name,
    state: 'unknown',
    source: null,
    since: null,
    message: null,
    seen: null,
    agent: null,
    exitCode: null,
    until: null,
    queue: null,
    verify: null,
    turns: null,
    branch: null,
    inProgress: null,
    base: null,
    worktree: '',
    window: null,
    pane: null,
    ports: {},
    baseGone: null,
    ahead: null,
    dirty: null,
    lines: null,
    drift: [],
    ...toldFields(null),
  };
}
