/**
 * `pane attach`
 */
import { defineCommand } from './definition.ts';

export const attachCommand = defineCommand({
  name: 'attach',
  opensProject: true,
  group: 'Project',
  summary: "attach to the session, or go to a task's window",
  description: 'Inside tmux it switches your client.',
  arguments: [{ name: 'task', text: 'task whose window to show', completes: 'tasks' }],
  options: { solo: { text: 'with your own current window and size, independent of other clients' } },
  hosts: 'terminal',
  examples: ['pane attach', 'pane attach login-rewrite', 'pane attach --solo'],
  run: async ({ context, file, args, has }) => {
    const { attach } = await import('../engine/attach.ts');
    return attach(context, { file, task: args[0] ?? null, solo: has('solo') });
  },
});
