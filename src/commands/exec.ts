/**
 * `pane exec`
 */
import { PaneError } from '../errors.ts';
import { type Call, defineCommand } from './definition.ts';

export const execCommand = defineCommand<'all'>({
  name: 'exec',
  group: 'Tasks',
  summary: "run a command in a task's worktree",
  description: "Runs it with the task's environment; the exit code is the command's.",
  arguments: [
    { name: 'task', text: 'the task; none with --all', completes: 'tasks' },
    { name: 'command', text: 'after `--`: the command and its arguments', variadic: true },
  ],
  form: 'TASK -- COMMAND…',
  options: { all: { text: 'in every worktree; exits with 1 if one fails' } },
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
    throw new PaneError('usage', 'the command has to stand after `--`', { hint: `As in: ${form}` });
  }
  if (before.length !== (all ? 0 : 1)) {
    const problem = all ? '--all takes no task' : 'exactly one task has to be named';
    throw new PaneError('usage', problem, { hint: `As in: ${form}` });
  }
  return { task: before[0] ?? null, command };
}
