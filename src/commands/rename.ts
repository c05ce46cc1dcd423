/**
 * `pane rename`
 */
import { defineCommand } from './definition.ts';

export const renameCommand = defineCommand({
  name: 'rename',
  group: 'Tasks',
  summary: 'rename a task while its agent runs',
  description:
    'Renames it in the file and everywhere else; the branch and the directory keep their names. Works too if you have already changed the name in the file.',
  arguments: [
    { name: 'task', text: 'task', required: true, completes: 'tasks' },
    { name: 'new-name', text: 'new name of the task', required: true },
  ],
  options: { branch: { text: 'rename the branch too, unless a remote has it' } },
  json: true,
  insteadThere: (task) =>
    `Nothing was changed. Keep the name ${task} in the file; or \`pane archive ${task}\`, which keeps its branch and its work, then add a task with the new name.`,
  examples: ['pane rename web api', 'pane rename web api --branch'],
  run: async ({ context, file, json, has, args: [from = '', to = ''] }) => {
    const [{ rename }, { showReport }] = await Promise.all([
      import('../engine/rename/rename.ts'),
      import('./screen.ts'),
    ]);
    const renamed = await rename(context, { file, from, to, branch: has('branch') });
    const report = { results: [], notices: renamed.notices };
    const before = `Renamed ${from} to ${to} in ${renamed.file}.\n`;
    return showReport(context, report, { json, before, extra: { from, to, file: renamed.file } });
  },
});
