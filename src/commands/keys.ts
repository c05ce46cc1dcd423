/**
 * `pane keys`
 */
import { defineCommand } from './definition.ts';

export const keysCommand = defineCommand({
  name: 'keys',
  group: 'Tasks',
  summary: 'send exactly these keys to the agent',
  description:
    'Keys by the names that tmux has for them: Enter, Escape, Down, C-c, y. Any other word is typed as it is.',
  arguments: [
    { name: 'task', text: 'name of the task', required: true, completes: 'tasks' },
    { name: 'key', text: 'the keys, in their order', required: true, variadic: true },
  ],
  examples: ['pane keys login-rewrite Down Enter', 'pane keys login-rewrite Escape'],
  run: async ({ context, file, args: [task = '', ...names] }) => {
    const { keys } = await import('../talk/keys.ts');
    await keys(context, { file, task, keys: names });
    return 0;
  },
});
