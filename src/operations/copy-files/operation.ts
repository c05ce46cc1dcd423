/**
 * `copy-files`: brings the main worktree's ignored files along, as `copy` and `link` say. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import { type Common, common, type Definition, type Reason } from '../definition.ts';

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
};

export function copyFiles(desired: DesiredTask, path: string, reason: Reason): CopyFiles {
  return { ...common(definition.kind, desired.name, reason), desired, path };
}
