/**
 * `pane down`
 */
import { defineCommand, tasksArgument } from './definition.ts';

export const downCommand = defineCommand({
  name: 'down',
  group: 'Project',
  summary: 'close the windows, keep worktrees and branches',
  description:
    'Without names it also stops the watcher. A task that you name stays down until you edit it or name it in `pane up`.',
  arguments: [tasksArgument],
  options: {
    archive: { text: 'archive the worktrees too' },
    'all-panes': { text: 'also close panes that you opened in the windows' },
  },
  json: true,
  hosts: 'report',
  examples: ['pane down', 'pane down login-rewrite', 'pane down --archive'],
  run: async ({ context, file, json, args, has }) => {
    const [{ down }, { showReport, withProgress }] = await Promise.all([
      import('../engine/down.ts'),
      import('./screen.ts'),
    ]);
    const report = await withProgress(context, (followed) =>
      down(followed, { file, tasks: args, archive: has('archive'), allPanes: has('all-panes') }),
    );
    return showReport(context, report, { json });
  },
});
