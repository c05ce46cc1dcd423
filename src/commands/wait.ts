/**
 * `pane wait`
 */
import { PaneError } from '../errors.ts';
import { type Call, defineCommand } from './definition.ts';

const states = [
  'setup',
  'failed',
  'starting',
  'running',
  'working',
  'waiting',
  'idle',
  'exited',
  'stopped',
] as const;
type WaitState = (typeof states)[number];

export const waitCommand = defineCommand<'for' | 'any' | 'timeout'>({
  name: 'wait',
  group: 'Tasks',
  summary: 'wait until tasks are in a state',
  description: 'Ends at once with 1 when a task can no longer get there, and with 5 when the time is up.',
  arguments: [{ name: 'task', text: 'names of tasks', required: true, variadic: true, completes: 'tasks' }],
  options: {
    for: { value: 'states', text: `one or more, with commas: ${states.join(', ')}`, completes: states },
    any: { text: 'one of the tasks is enough' },
    timeout: { value: 'seconds', text: 'wait no longer than that' },
  },
  json: true,
  examples: [
    'pane wait login-rewrite --for idle,exited',
    'pane wait --any --for waiting --timeout 600 login signup',
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
    const { wait } = await import('../engine/wait.ts');
    const tasks = await wait(context, options);
    if (json) {
      const { formatJson } = await import('../ui/json.ts');
      context.stdout(formatJson({ tasks }));
    } else context.stdout(tasks.map(({ name, state }) => `${name} ${state}\n`).join(''));
    return 0;
  },
});

function isState(text: string): text is WaitState {
  return states.some((state) => state === text);
}

function parseStates({ value }: Call<'for' | 'any' | 'timeout'>): ReadonlySet<WaitState> {
  const given = value('for');
  const hint = `The states: ${states.join(', ')}.`;
  if (given === null) throw new PaneError('usage', 'no state was named: --for STATE[,STATE]', { hint });
  const words = given.split(',').map((word) => word.trim());
  const wrong = words.find((word) => !isState(word));
  if (wrong !== undefined) throw new PaneError('usage', `there is no state "${wrong}" to wait for`, { hint });
  return new Set(words.filter(isState));
}

function parseSeconds({ value }: Call<'for' | 'any' | 'timeout'>): number | null {
  const given = value('timeout');
  if (given === null) return null;
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given);
  throw new PaneError('usage', `--timeout takes seconds, not "${given}"`);
}
