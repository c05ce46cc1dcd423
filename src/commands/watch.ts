/**
 * `pane watch`
 */
import type { PaneEvent } from '../events/event.ts';
import { printableLines } from '../ui/printable.ts';
import { defineCommand } from './definition.ts';

export const watchCommand = defineCommand({
  name: 'watch',
  group: 'Project',
  summary: 'apply changes of the file as you make them',
  description:
    'Runs the watcher in the foreground. Each project has one; `pane up` starts it in a window of its own. Ctrl-C ends it; the agents keep running.',
  options: { trust: { text: "approve the file's commands" } },
  examples: ['pane watch', 'pane watch --trust', 'pane watch -f other.yaml'],
  run: async ({ context, file, has }) => {
    const [{ watch }, { formatEventLine }, { formatTime }] = await Promise.all([
      import('../watcher/watch.ts'),
      import('../ui/event-line.ts'),
      import('../ui/time.ts'),
    ]);
    const onEvent = (event: PaneEvent): void => {
      const line = formatEventLine(event);
      if (line !== null) context.stdout(`${formatTime(new Date())} ${printableLines(line)}\n`);
    };
    // A host has a watcher of its own.
    return watch({ ...context, onEvent, onlyHere: true }, { file, trust: has('trust') });
  },
});
