/**
 * `pane rename`
 */
import { defineCommand } from './definition.ts';

export const renameCommand = defineCommand({
  name: 'rename',
  group: 'Tasks',
  summary: 'give a task another name while its agent runs',
  description:
    'Changes the name in the file and in everything that carries it; the branch and the directory stay. Also where the file has the new name already.',
  arguments: [
    { name: 'task', text: 'the task', required: true, completes: 'tasks' },
    { name: 'new-name', text: 'its new name', required: true },
  ],
  options: { branch: { text: 'rename its branch too, where no remote has it' } },
  json: true,
  examples: ['pane rename web api', 'pane rename web api --branch'],
  run: async ({ context, file, json, has, args: [from = '', to = ''] }) => {
    const [{ rename }, { showReport }] = await Promise.all([
      import('../engine/rename.ts'),
      import('./screen.ts'),
    ]);
    const renamed = await rename(context, { file, from, to, branch: has('branch') });
    const report = { results: [], notices: renamed.notices };
    const before = `Renamed ${from} to ${to} in ${renamed.file}.\n`;
    return showReport(context, report, { json, before, extra: { from, to, file: renamed.file } });
  },
});
