/**
 * `pane diff`
 */
import { defineCommand, optionalTask } from './definition.ts';

export const diffCommand = defineCommand({
  name: 'diff',
  opensProject: true,
  group: 'Tasks',
  summary: 'show what a task changed since its base',
  description:
    'Shows commits, uncommitted changes and untracked files, without commits that the base has now.',
  arguments: [optionalTask],
  options: { stat: { text: 'print only the files and how many lines changed' } },
  hosts: 'output',
  examples: ['pane diff login-rewrite', 'pane diff --stat login-rewrite'],
  run: async ({ context, file, args: [task = null], has }) => {
    const { diff } = await import('../engine/diff.ts');
    return diff(context, { file, task, stat: has('stat') });
  },
});
