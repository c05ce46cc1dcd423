/**
 * `pane archive`
 */
import { defineCommand, tasksArgument } from './definition.ts';

export const archiveCommand = defineCommand({
  name: 'archive',
  group: 'Tasks',
  summary: 'remove tasks from the file and archive their worktrees',
  description:
    'Nothing is deleted: the worktree is moved unchanged, with everything uncommitted, and `pane restore` brings it back.',
  arguments: [{ ...tasksArgument, text: 'tasks', required: true }],
  options: {
    'all-panes': {
      text: 'also end what runs in panes that you opened in their windows, or works in their worktrees from other windows',
    },
  },
  json: true,
  hosts: 'archive',
  examples: ['pane archive login-rewrite', 'pane archive login-rewrite PROJ-123'],
  run: async ({ context, file, json, args, has }) => {
    const [{ archive }, { showReport, withProgress }] = await Promise.all([
      import('../engine/archive.ts'),
      import('./screen.ts'),
    ]);
    const report = await withProgress(context, (followed) =>
      archive(followed, { file, tasks: args, allPanes: has('all-panes') }),
    );
    return showReport(context, report, { json });
  },
});
