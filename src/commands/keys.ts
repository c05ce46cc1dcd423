/**
 * `pane keys`
 */
import { defineCommand } from './definition.ts';

export const keysCommand = defineCommand({
  name: 'keys',
  group: 'Tasks',
  summary: 'send these keys to the agent',
  description: "Keys have tmux's names: Enter, Escape, Down, C-c. Any other word is typed as text.",
  arguments: [
    { name: 'task', text: 'task', required: true, completes: 'tasks' },
    { name: 'key', text: 'keys, in order', required: true, variadic: true, isText: true },
  ],
  hosts: 'change',
  examples: ['pane keys login-rewrite Down Enter', 'pane keys login-rewrite Escape'],
  run: async ({ context, file, args: [task = '', ...names] }) => {
    const { keys } = await import('../talk/keys.ts');
    await keys(context, { file, task, keys: names });
    return 0;
  },
});
