/**
 * `pane attach`
 */
import { defineCommand } from './definition.ts';

export const attachCommand = defineCommand({
  name: 'attach',
  opensProject: true,
  group: 'Project',
  summary: "attach to the session, or go to a task's window",
  description: 'Inside tmux it switches the client.',
  arguments: [{ name: 'task', text: 'the task whose window is shown', completes: 'tasks' }],
  examples: ['pane attach', 'pane attach login-rewrite'],
  run: async ({ context, file, args }) => {
    const { attach } = await import('../app/attach.ts');
    return attach(context, { file, task: args[0] ?? null });
  },
});
