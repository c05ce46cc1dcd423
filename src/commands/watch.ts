/**
 * `pane watch`
 */
import { defineCommand } from './definition.ts';

export const watchCommand = defineCommand({
  name: 'watch',
  group: 'Project',
  summary: 'follow the file in the foreground and keep everything in step',
  description:
    'One watcher for each project; `pane up` starts it in a window of its own. Ctrl-C ends it, the agents go on.',
  examples: ['pane watch', 'pane watch -f other.yaml'],
  run: async ({ context, file }) => {
    const [{ watch }, { printableLines }] = await Promise.all([
      import('../watch/watch.ts'),
      import('../ui/printable.ts'),
    ]);
    return watch(context, { file, onEvent: (line) => context.stdout(`${printableLines(line)}\n`) });
  },
});
