/**
 * `pane verify`
 */
import { defineCommand, tasksArgument } from './definition.ts';

export const verifyCommand = defineCommand<'send'>({
  name: 'verify',
  group: 'Tasks',
  summary: 'check the work of tasks with what `verify` says',
  description:
    'Runs its commands in the worktree, prints what they print, and exits with 0 where all passed, with 1 where one failed or an agent is at work, and with 2 where the file is wrong.',
  arguments: [{ ...tasksArgument, text: 'tasks (default: all that have `verify`)' }],
  hosts: 'change',
  options: { send: { text: 'tell the agent of a check that failed' } },
  examples: ['pane verify login-rewrite', 'pane verify', 'pane verify --send login-rewrite'],
  run: async ({ context, file, args, has }) => {
    const [{ verify }, { formatVerified, exitCodeOfVerified }] = await Promise.all([
      import('../engine/verify/verify.ts'),
      import('../ui/verify.ts'),
    ]);
    const ends = await verify(context, {
      file,
      tasks: args,
      sends: has('send'),
      onBegin: (task) => context.stderr(`${task}:\n`),
      onOutput: context.stdout,
      onEnd: (end) => context.stderr(formatVerified(end)),
    });
    return exitCodeOfVerified(ends);
  },
});
