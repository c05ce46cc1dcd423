/**
 * `copy-files`: brings the main worktree's ignored files along, as `copy` and `link` say. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import { type Common, common, type Reason } from '../common.ts';
import type { Definition } from '../definition.ts';
import { type Due, groundOf, last, type Subject } from '../due.ts';

export interface CopyFiles extends Common<'copy-files'> {
  readonly desired: DesiredTask;
  readonly path: string;
}

export const definition: Definition<CopyFiles> = {
  kind: 'copy-files',
  needsApproval: true,
  doing: 'copying files of',
  done: 'copied files of',
  counted: (count) => `files copied for ${count('task')}`,
  detail: () => '',
  due,
};

export function copyFiles(desired: DesiredTask, path: string, reason: Reason): CopyFiles {
  return { ...common(definition.kind, desired.name, reason), desired, path };
}

function due(subject: Subject): Due<CopyFiles> {
  const { task, before } = subject;
  const ground = groundOf(subject);
  const after = last(subject);
  if (ground === null) {
    const isMade = before.some(({ kind }) => kind === 'create-worktree');
    return isMade ? copyFiles(task, task.worktree, { cause: 'new worktree', after }) : null;
  }
  if (ground.worktree.stamp.progress === 'made') return null;
  return copyFiles(task, ground.path, { cause: 'continue where it stopped', after });
}
