/**
 * `pane status`
 */

import type { Context } from '../context.ts';
import type { StatusRequest } from '../engine/status/status.ts';
import { PaneError } from '../errors.ts';
import type { StatusView } from '../ui/status.ts';
import { defineCommand, tasksArgument } from './definition.ts';

export const statusCommand = defineCommand({
  name: 'status',
  opensProject: true,
  aliases: ['ls', 'ps'],
  group: 'Project',
  summary: 'show the tasks and their state',
  arguments: [tasksArgument],
  options: {
    long: { short: 'l', text: 'add commits, changed files and lines, and the source of the state' },
    all: { short: 'a', text: 'show every project that was brought up or has a window on this tmux server' },
    watch: { short: 'w', text: 'redraw every second until Ctrl-C' },
  },
  json: true,
  hosts: 'status',
  examples: ['pane status', 'pane ls -l', 'pane status --all', 'pane status --watch', 'pane status --json'],
  run: async ({ context, file, json, args, has }) => {
    const all = has('all');
    if (all && args.length > 0) {
      throw new PaneError('usage', '--all takes no task names', {
        hint: '`pane -C DIR status TASK` shows a task of another project.',
      });
    }
    const options: StatusRequest = { file, tasks: args, long: has('long') };
    const data = async () => (all ? await allData(context, options) : await projectData(context, options));
    if (has('watch')) {
      if (json) throw new PaneError('usage', "--watch and --json can't be used together");
      const { follow } = await import('./follow.ts');
      await follow(context, async () => (await data()).text());
      return 0;
    }
    const { document, text } = await data();
    if (json) {
      const { formatJson } = await import('../ui/json.ts');
      context.stdout(formatJson(document));
    } else context.stdout(await text());
    return 0;
  },
});

interface Data {
  readonly document: unknown;
  readonly text: () => Promise<string>;
}

async function projectData(context: Context, options: StatusRequest): Promise<Data> {
  const { status } = await import('../engine/status/status.ts');
  const document = await status(context, options);
  const text = async () => {
    const [{ formatStatus }, view] = await Promise.all([import('../ui/status.ts'), viewOf(context, options)]);
    return formatStatus(document, view);
  };
  return { document, text };
}

async function allData(context: Context, options: StatusRequest): Promise<Data> {
  const { statusAll } = await import('../engine/status/status-all.ts');
  const document = await statusAll({ ...context, onlyHere: true }, options);
  const text = async () => {
    const [{ formatAll }, view] = await Promise.all([
      import('../ui/status-all.ts'),
      viewOf(context, options),
    ]);
    return formatAll(document, view);
  };
  return { document, text };
}

async function viewOf(context: Context, { long }: StatusRequest): Promise<StatusView> {
  const { available, outPalette } = await import('./terminal.ts');
  return { now: Date.now(), palette: outPalette(context), available: available(context), long };
}
