/**
 * `pane restart`
 */
import { defineCommand, tasksArgument } from './definition.ts';

export const restartCommand = defineCommand({
  name: 'restart',
  group: 'Tasks',
  summary: 'restart the agent with the current settings of the file',
  description:
    'Resumes the conversation if the agent can do that. Does not give the prompt again, unless you ask for it; an agent that ends with its turn needs that.',
  arguments: [{ ...tasksArgument, text: 'tasks', required: true }],
  options: { prompt: { text: 'give the agent the current prompt as its next turn' } },
  json: true,
  hosts: 'report',
  examples: ['pane restart login-rewrite', 'pane restart --prompt login-rewrite'],
  run: async ({ context, file, json, args, has }) => {
    const [{ restart }, { showReport, withProgress }] = await Promise.all([
      import('../engine/restart.ts'),
      import('./screen.ts'),
    ]);
    const report = await withProgress(context, (followed) =>
      restart(followed, { file, tasks: args, prompt: has('prompt') }),
    );
    return showReport(context, report, { json });
  },
});
