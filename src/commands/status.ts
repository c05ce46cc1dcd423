/**
 * `pane status`
 */
import { defineCommand, tasksArgument } from './definition.ts';

export const statusCommand = defineCommand({
  name: 'status',
  opensProject: true,
  aliases: ['ls', 'ps'],
  group: 'Project',
  summary: 'show the tasks and what they are doing',
  arguments: [tasksArgument],
  options: { long: { short: 'l', text: 'add commits, changed files and where the state comes from' } },
  json: true,
  examples: ['pane status', 'pane ls -l', 'pane status --json'],
  run: async ({ context, file, json, args, has }) => {
    const long = has('long');
    const { status } = await import('../app/status.ts');
    const project = await status(context, { file, tasks: args, long });
    if (json) {
      const { formatJson } = await import('../ui/json.ts');
      context.stdout(formatJson(project));
      return 0;
    }
    const [{ formatStatus }, { available, outPalette }] = await Promise.all([
      import('../ui/status.ts'),
      import('./screen.ts'),
    ]);
    const view = { now: Date.now(), palette: outPalette(context), available: available(context), long };
    context.stdout(formatStatus(project, view));
    return 0;
  },
});
