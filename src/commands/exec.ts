/**
 * `pane exec`
 */
import { PaneError } from '../errors.ts';
import { type Call, defineCommand } from './definition.ts';

export const execCommand = defineCommand<'all'>({
  name: 'exec',
  group: 'Tasks',
  summary: "run a command in a task's worktree",
  description: "Uses the task's environment and exits with the command's exit code.",
  arguments: [
    { name: 'task', text: 'task (leave out with --all)', completes: 'tasks' },
    { name: 'command', text: 'command and arguments, after --', variadic: true },
  ],
  form: 'TASK -- COMMAND…',
  options: { all: { text: 'run it in every worktree; exits with 1 if one fails' } },
  hosts: 'terminal',
  examples: ['pane exec login-rewrite -- npm test', 'pane exec --all -- git status --short'],
  run: async (call) => {
    const { task, command } = parseExec(call);
    const { exec } = await import('../engine/exec.ts');
    return exec(call.context, { file: call.file, task, command });
  },
});

// Without `--`, options of the command would be taken for our own.
function parseExec({ args, literal, has }: Call<'all'>): { task: string | null; command: string[] } {
  const all = has('all');
  const form = all ? 'pane exec --all -- COMMAND…' : 'pane exec TASK -- COMMAND…';
  const command = [...(literal ?? [])];
  const before = args.slice(0, args.length - command.length);
  if (command.length === 0) {
    throw new PaneError('usage', 'put the command after `--`', { hint: `For example: ${form}` });
  }
  if (before.length !== (all ? 0 : 1)) {
    const problem = all ? '--all takes no task' : 'exactly one task is required';
    throw new PaneError('usage', problem, { hint: `For example: ${form}` });
  }
  return { task: before[0] ?? null, command };
}
