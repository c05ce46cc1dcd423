/**
 * `pane up`
 */

import type { UpResult } from '../engine/up/up-result.ts';
import { PaneError } from '../errors.ts';
import { printable } from '../ui/printable.ts';
import { type Call, defineCommand, tasksArgument } from './definition.ts';
import { showPlan } from './plan.ts';

/** Seconds that `--wait` alone waits. */
const defaultWait = 120;

type Option = 'all' | 'once' | 'dry-run' | 'attach' | 'wait' | 'fresh' | 'trust' | 'take-over' | 'yes';

export const upCommand = defineCommand<Option>({
  name: 'up',
  opensProject: true,
  group: 'Project',
  summary: 'bring worktrees and windows in line with the file',
  description:
    'Makes what is missing, archives tasks that were removed from the file, and starts the watcher, which keeps everything in line. With task names it touches only those tasks and archives nothing.',
  arguments: [tasksArgument],
  options: {
    all: {
      short: 'a',
      text: 'every project that `pane down` has not taken down, for example after a reboot',
    },
    once: { text: 'do not start the watcher' },
    'dry-run': { text: 'print the plan, change nothing' },
    attach: { text: 'attach afterwards' },
    wait: {
      value: 'seconds',
      optional: true,
      text: `wait until every agent has started (default: at most ${defaultWait} seconds)`,
    },
    fresh: { text: 'start tasks afresh instead of asking about their archives' },
    trust: { text: "approve the file's commands" },
    'take-over': {
      text: 'send the list to hosts also where another computer sent the last one',
    },
    yes: { short: 'y', text: 'archive even if more than half of the tasks left the file' },
  },
  json: true,
  hosts: 'up',
  examples: [
    'pane up',
    'pane up --trust --once',
    'pane up login-rewrite --attach',
    'pane up --wait=30 --json',
    'pane up --all',
  ],
  run: async (call) => {
    if (call.has('attach') && call.json)
      throw new PaneError('usage', "--attach and --json can't be used together");
    if (call.has('all')) return await runAll(call);
    return call.has('dry-run')
      ? showPlan(call, { tasks: tasksOf(call), fresh: call.has('fresh'), yes: call.has('yes'), tells: false })
      : runUp(call);
  },
});

const isNumber = /^\d+(\.\d+)?$/;

/** `--wait login` is `--wait`, then a task: only a number is its value. */
function tasksOf({ args, value }: Call<Option>): string[] {
  const wait = value('wait') ?? '';
  return wait === '' || isNumber.test(wait) ? [...args] : [wait, ...args];
}

function waitSecondsOf({ value }: Call<Option>): number | null {
  const wait = value('wait');
  if (wait === null) return null;
  return isNumber.test(wait) ? Number(wait) : defaultWait;
}

async function runAll(call: Call<Option>): Promise<number> {
  const { context, file, json, has } = call;
  const others = (['dry-run', 'attach', 'fresh', 'trust', 'yes'] as const).filter((option) => has(option));
  const named = [
    ...others.map((option) => `--${option}`),
    ...tasksOf(call),
    ...(file === undefined ? [] : ['-f']),
  ];
  if (named.length > 0) {
    throw new PaneError('usage', `--all can't be used together with ${named.join(', ')}`);
  }
  const { runUpAll } = await import('./up-all.ts');
  return await runUpAll(
    { ...context, onlyHere: true },
    { once: has('once'), waitSeconds: waitSecondsOf(call), json },
  );
}

async function runUp(call: Call<Option>): Promise<number> {
  const { context, file, json, has } = call;
  const tasks = tasksOf(call);
  const [{ up }, { showReport, withProgress }, { isBarred }] = await Promise.all([
    import('../engine/up/up.ts'),
    import('./screen.ts'),
    import('../ui/report.ts'),
  ]);
  const result = await withProgress(context, (followed) =>
    up(followed, {
      file,
      tasks,
      once: has('once'),
      fresh: has('fresh'),
      trust: has('trust'),
      yes: has('yes'),
      waitSeconds: waitSecondsOf(call),
    }),
  );
  const { project, session, watcher, attach, report, byWatcher } = result;
  const code = showReport(context, report, {
    json,
    extra: { project, session, watcher, attach },
    byWatcher,
    next: context.signal.aborted ? STOPPED : formatNext(result, isBarred(report)),
  });
  return has('attach') && attach !== null ? attached(call, tasks, code) : code;
}

const STOPPED = 'Interrupted. The next `pane up` continues from here.\n';

/** `barred`: nothing may be done yet, which a line on the watcher alone would hide. */
function formatNext({ watcher, attach, isEmpty, notes }: UpResult, barred: boolean): string {
  const started = `Started the watcher${barred ? '; it brings the tasks up once you approve' : ''}.\n`;
  const watching = { started, running: '', off: '' }[watcher];
  const tasks = isEmpty ? 'The file has no tasks yet. Add some, or run `pane add "PROMPT"`.\n' : '';
  const noted = notes.map((note) => `Note: ${printable(note)}\n`).join('');
  const attaching = attach === null ? '' : `Attach: ${attach}  (or \`pane attach\`)\n`;
  return tasks + watching + noted + attaching;
}

/** A failure of `up` is not hidden by an attach that went well. */
async function attached(
  { context, file }: Call<Option>,
  tasks: readonly string[],
  code: number,
): Promise<number> {
  const { attach } = await import('../engine/attach.ts');
  const ended = await attach(context, { file, task: tasks[0] ?? null, solo: false });
  return code === 0 ? ended : code;
}
