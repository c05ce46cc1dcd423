/**
 * `pane archive`
 */
import { defineCommand, tasksArgument } from './definition.ts';

export const archiveCommand = defineCommand({
  name: 'archive',
  group: 'Tasks',
  summary: 'take tasks out of the file and archive their worktrees',
  description:
    'Nothing is deleted: the worktree is moved as it is, with all that is not committed, and `pane restore` brings it back.',
  arguments: [{ ...tasksArgument, text: 'names of tasks', required: true }],
  options: { 'all-panes': { text: 'end what runs in panes that you opened in their windows too' } },
  json: true,
  examples: ['pane archive login-rewrite', 'pane archive login-rewrite PROJ-123'],
  run: async ({ context, file, json, args, has }) => {
    const [{ archive }, { showReport, withProgress }] = await Promise.all([
      import('../engine/archive.ts'),
      import('./screen.ts'),
    ]);
    const report = await withProgress(context, (watched, progress) =>
      archive(watched, { file, tasks: args, allPanes: has('all-panes'), progress }),
    );
    return showReport(context, report, { json });
  },
});
