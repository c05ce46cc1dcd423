/**
 * `clear-half-made`: clears away a worktree in the making whose task has left the file; nothing was checked out in it
 * yet. Pure.
 */
import type { TaskName } from '../../ids.ts';
import { type Common, common, type Reason } from '../common.ts';
import type { Definition } from '../definition.ts';

export interface ClearHalfMade extends Common<'clear-half-made'> {
  readonly path: string;
}

export const definition: Definition<ClearHalfMade> = {
  kind: 'clear-half-made',
  needsApproval: false,
  doing: 'removing the half-made worktree of',
  done: 'removed the half-made worktree of',
  counted: (count) => `${count('half-made worktree')} removed`,
  detail: ({ path }) => path,
  due: () => null, // a task of the file goes on with what was begun
};

export function clearHalfMade(task: TaskName, path: string, reason: Reason): ClearHalfMade {
  return { ...common(definition.kind, task, reason), path };
}
