/**
 * `pane restart`
 */
import { defineCommand, tasksArgument } from './definition.ts';

export const restartCommand = defineCommand({
  name: 'restart',
  group: 'Tasks',
  summary: 'end the agent and start it again with what the file says now',
  description:
    'The conversation is resumed where the agent can do that. The prompt is not given a second time, unless asked for.',
  arguments: [{ ...tasksArgument, text: 'names of tasks', required: true }],
  options: { prompt: { text: 'give the current prompt as the next turn' } },
  json: true,
  examples: ['pane restart login-rewrite', 'pane restart --prompt login-rewrite'],
  run: async ({ context, file, json, args, has }) => {
    const [{ restart }, { showReport, withProgress }] = await Promise.all([
      import('../engine/restart.ts'),
      import('./screen.ts'),
    ]);
    const report = await withProgress(context, (watched, progress) =>
      restart(watched, { file, tasks: args, prompt: has('prompt'), progress }),
    );
    return showReport(context, report, { json });
  },
});
