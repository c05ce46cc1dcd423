/**
 * `start-check`: starts the process that checks the work of a task whose agent has come to rest. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import type { WorktreeId } from '../../ids.ts';
import { ifAsked, NOT_ASKED } from '../../snapshot/request.ts';
import { type Common, common, type Reason } from '../common.ts';
import type { Definition } from '../definition.ts';
import type { Due, Subject } from '../due.ts';

export interface StartCheck extends Common<'start-check'> {
  readonly desired: DesiredTask;
  readonly worktreeId: WorktreeId;
}

export const definition: Definition<StartCheck> = {
  kind: 'start-check',
  needsApproval: true,
  doing: 'starting the check of',
  done: 'started the check of',
  counted: (count) => `${count('check')} started`,
  detail: () => '',
  due,
};

export function startCheck(
  desired: DesiredTask,
  { worktreeId }: Pick<StartCheck, 'worktreeId'>,
  reason: Reason,
): StartCheck {
  return { ...common(definition.kind, desired.name, reason), desired, worktreeId };
}

function due({ task, view, worktree, unattended, now, before }: Subject): Due<StartCheck> {
  const isHere = worktree !== null && worktree.path !== null && worktree.stamp.archive === null;
  if (!unattended || !isHere || before.length > 0 || task.paused || view.state === NOT_ASKED) return null;
  const { checkAt } = view.state;
  if (checkAt === null || now < checkAt) return null;
  const check = ifAsked(worktree.attempts)?.check;
  const cause =
    check?.changedSince === true ? 'its worktree has changed since its check' : 'its turn is over';
  return startCheck(task, { worktreeId: worktree.stamp.id }, { cause });
}
