/**
 * `pane wait`
 */
import type { WaitRequest } from '../engine/wait.ts';
import { PaneError } from '../errors.ts';
import { type TaskState, taskStates } from '../snapshot/status.ts';
import { printable } from '../ui/printable.ts';
import { type Call, defineCommand, tasksArgument } from './definition.ts';

/** No task comes to these by itself. */
const passive: readonly TaskState[] = ['pending', 'queued', 'paused', 'conflict', 'unknown'];
const states = taskStates.filter((state) => !passive.includes(state));

type Options = 'for' | 'any' | 'all-settled' | 'timeout';

export const waitCommand = defineCommand<Options>({
  name: 'wait',
  group: 'Tasks',
  summary: 'wait until tasks reach a state',
  description: 'Exits with 1 as soon as a task can no longer get there, and with 5 on a timeout.',
  arguments: [{ ...tasksArgument, text: 'tasks (with --all-settled, default: all)' }],
  options: {
    for: {
      value: 'states',
      text: `one or more states, separated by commas: ${states.join(', ')}`,
      completes: { listOf: states },
    },
    'all-settled': {
      text: 'until nothing more happens without you: no task is at work, waits for its turn or is due a check',
    },
    any: { text: 'one of the tasks is enough' },
    timeout: { value: 'seconds', text: 'stop waiting after this time' },
  },
  json: true,
  hosts: 'output',
  examples: [
    'pane wait login-rewrite --for idle,exited',
    'pane wait --any --for waiting --timeout 600 login signup',
    'pane wait --all-settled',
  ],
  run: async (call) => {
    const { context, file, json, args, has } = call;
    const options = {
      file,
      tasks: args,
      states: parseStates(call),
      any: has('any'),
      seconds: parseSeconds(call),
    };
    const [{ wait }, { createWaiting }] = await Promise.all([
      import('../engine/wait.ts'),
      import('../ui/waiting.ts'),
    ]);
    // With hosts there are several to wait for.
    const isTerminal = context.stderrIsTerminal && context.onlyHere !== true;
    const waiting = createWaiting({ isTerminal, columns: context.columns, write: context.stderr });
    const onLook: WaitRequest['onLook'] = (text, ms) => waiting.show(`Waiting: ${printable(text)}`, ms);
    const { tasks, error } = await wait(context, { ...options, onLook }).finally(waiting.end);
    if (json) {
      const { showDocument } = await import('./screen.ts');
      return showDocument(context, { tasks }, error);
    }
    if (error !== undefined) throw error;
    context.stdout(tasks.map(({ name, state }) => `${name} ${state}\n`).join(''));
    return 0;
  },
});

function isState(text: string): text is TaskState {
  return states.some((state) => state === text);
}

function parseStates({ value, has, args }: Call<Options>): WaitRequest['states'] {
  const given = value('for');
  if (has('all-settled')) {
    if (given === null && !has('any')) return 'settled';
    throw new PaneError('usage', '--all-settled goes with neither --for nor --any');
  }
  if (args.length === 0)
    throw new PaneError('usage', 'name at least one task', {
      hint: '`--all-settled` waits for all of them.',
    });
  const hint = `The states: ${states.join(', ')}.`;
  if (given === null) throw new PaneError('usage', '--for STATE[,STATE] is required', { hint });
  const words = given.split(',').map((word) => word.trim());
  const wrong = words.find((word) => !isState(word));
  if (wrong !== undefined) throw new PaneError('usage', `can't wait for "${wrong}"`, { hint });
  return [...new Set(words.filter(isState))];
}

function parseSeconds({ value }: Call<Options>): number | null {
  const given = value('timeout');
  if (given === null) return null;
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given);
  throw new PaneError('usage', `--timeout takes a number of seconds, not "${given}"`);
}
