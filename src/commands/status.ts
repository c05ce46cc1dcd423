/**
 * `pane status`
 */
import type { StatusOptions } from '../app/status.ts';
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { defineCommand, tasksArgument } from './definition.ts';

export const statusCommand = defineCommand({
  name: 'status',
  opensProject: true,
  aliases: ['ls', 'ps'],
  group: 'Project',
  summary: 'show the tasks and what they are doing',
  arguments: [tasksArgument],
  options: {
    long: { short: 'l', text: 'add commits, changed files and where the state comes from' },
    watch: { short: 'w', text: 'draw it again every second, until Ctrl-C' },
  },
  json: true,
  examples: ['pane status', 'pane ls -l', 'pane status --watch', 'pane status --json'],
  run: async ({ context, file, json, args, has }) => {
    const options: StatusOptions = { file, tasks: args, long: has('long') };
    if (has('watch')) {
      if (json) throw new PaneError('usage', '--watch draws on a terminal, --json does not');
      const { follow } = await import('./follow.ts');
      await follow(context, () => statusText(context, options));
      return 0;
    }
    context.stdout(json ? await statusJson(context, options) : await statusText(context, options));
    return 0;
  },
});

async function statusJson(context: Context, options: StatusOptions): Promise<string> {
  const { status } = await import('../app/status.ts');
  const project = await status(context, options);
  const { formatJson } = await import('../ui/json.ts');
  return formatJson(project);
}

async function statusText(context: Context, options: StatusOptions): Promise<string> {
  const { status } = await import('../app/status.ts');
  const project = await status(context, options);
  const [{ formatStatus }, { available, outPalette }] = await Promise.all([
    import('../ui/status.ts'),
    import('./screen.ts'),
  ]);
  return formatStatus(project, {
    now: Date.now(),
    palette: outPalette(context),
    available: available(context),
    long: options.long,
  });
}
