/**
 * `pane events`
 */
import type { EventsRequest } from '../engine/events.ts';
import { PaneError } from '../errors.ts';
import { type Call, defineCommand } from './definition.ts';

type Option = 'follow' | 'since';

export const eventsCommand = defineCommand<Option>({
  name: 'events',
  opensProject: true,
  group: 'Project',
  summary: 'print what happened in the project, one JSON document per line',
  description:
    "Prints operations, notices, what the watcher holds back and, while a watcher ran, changes of tasks' states. With task names it prints only events of those tasks.",
  arguments: [{ name: 'task', text: 'tasks (default: everything)', variadic: true, completes: 'tasks' }],
  options: {
    follow: { short: 'f', text: 'keep printing new events until Ctrl-C' },
    since: {
      value: 'time',
      text: 'print only the last 2h, 30m or 10s, or only events after this number (with hosts: 1042,big=17)',
    },
  },
  hosts: 'events',
  examples: [
    'pane events --since 2h',
    'pane events --follow login-rewrite',
    `pane events -f --since 0s | grep --line-buffered '"task-state"'`,
  ],
  run: async (call) => {
    const request = {
      file: call.file,
      tasks: call.args,
      follow: call.has('follow'),
      ...(await sinceOf(call)),
    };
    const [{ events }, { formatEvent }] = await Promise.all([
      import('../engine/events.ts'),
      import('../events/event.ts'),
    ]);
    for await (const event of events(call.context, request)) call.context.stdout(`${formatEvent(event)}\n`);
    return 0;
  },
});

/** One of a list: `1042`, `big=17`. */
const NUMBERED = /^(.+=)?\d+$/;

async function sinceOf({
  value,
  context,
  file,
}: Call<Option>): Promise<Pick<EventsRequest, 'after' | 'from'>> {
  const since = value('since');
  if (since === null) return { after: 0, from: 0 };
  if (/^\d+$/.test(since)) return { after: Number(since), from: 0 };
  const { parseBack } = await import('../config/keys/duration.ts');
  const now = Date.now();
  const back = parseBack(since, now);
  if (back !== null) return { after: 0, from: now - back };
  // A list of numbers is for hosts: where the project has some, the command is carried out everywhere.
  if (since.split(',').every((part) => NUMBERED.test(part))) {
    const { openAsApplied } = await import('../project/open-as-applied.ts');
    await openAsApplied(context, { file });
  }
  throw new PaneError(
    'usage',
    `--since takes a duration such as 2h, 30m or 10s, or a number (with hosts: 1042,big=17), not "${since}"`,
  );
}
