/**
 * `pane send`
 */
import { PaneError } from '../errors.ts';
import { type Call, defineCommand } from './definition.ts';

export const sendCommand = defineCommand<'all' | 'when'>({
  name: 'send',
  group: 'Tasks',
  summary: 'type text into the agent and submit it',
  description: 'Refuses, with the reason, while the agent works or waits for an answer.',
  arguments: [
    { name: 'task', text: 'task (leave out with --all)', completes: 'tasks' },
    { name: 'text', text: 'text; - reads it from standard input', isText: true },
  ],
  options: {
    all: { text: 'send to every task that is not paused; exits with 1 if one did not get it' },
    when: { value: 'state', text: 'idle: wait until the agent can take it', completes: ['idle'] },
  },
  hosts: 'change',
  examples: [
    'pane send login-rewrite "Add tests for the empty form"',
    'git diff main | pane send review -',
    'pane send --all --when idle "Commit what you have"',
  ],
  run: async (call) => {
    const { context, file } = call;
    const { task, text, patient } = parseSend(call);
    const { send } = await import('../talk/send.ts');
    const typed = text === '-' ? await context.readStdin() : text;
    return send(context, { file, task, text: typed, patient });
  },
});

function parseSend({ args, has, value }: Call<'all' | 'when'>) {
  const form = has('all') ? 'pane send --all TEXT' : 'pane send TASK TEXT';
  const hint = `For example: ${form}; a text of - is read from standard input.`;
  if (args.length !== (has('all') ? 1 : 2)) {
    const problem = has('all') ? '--all takes a text and no task' : 'a task and a text are required';
    throw new PaneError('usage', problem, { hint });
  }
  const when = value('when');
  if (when !== null && when !== 'idle') throw new PaneError('usage', '--when takes only `idle`');
  const [first = '', second = ''] = args;
  const [task, text] = has('all') ? [null, first] : [first, second];
  return { task, text, patient: when !== null };
}
