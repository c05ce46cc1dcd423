/**
 * `pane report`
 */

import type { NightReport } from '../engine/report/report.ts';
import { PaneError } from '../errors.ts';
import { type Call, defineCommand } from './definition.ts';

const HOURS_12 = 12 * 3_600_000;

export const reportCommand = defineCommand({
  name: 'report',
  opensProject: true,
  group: 'Project',
  summary: 'tell what became of the tasks in the last hours',
  description:
    'Prints a row for each task: turns, questions, limits, checks, messages that pane sent, commits, and its state now. It reads what `pane events` prints, so it tells most where a watcher ran.',
  arguments: [{ name: 'task', text: 'tasks (default: all)', variadic: true, completes: 'tasks' }],
  options: {
    since: { value: 'time', text: 'how far back: 8h, 90m (default: 12h)' },
    markdown: { text: 'print a Markdown table' },
  },
  json: true,
  hosts: 'told',
  examples: ['pane report', 'pane report --since 8h login-rewrite', 'pane report --markdown > night.md'],
  run: async (call) => {
    await showReport(call, await reportHere(call));
    return 0;
  },
});

type ReportCall = Pick<Call<'since' | 'markdown'>, 'context' | 'file' | 'json' | 'args' | 'has' | 'value'>;

/** What this machine tells. */
export async function reportHere({
  context,
  file,
  json,
  args,
  has,
  value,
}: ReportCall): Promise<NightReport> {
  if (json && has('markdown')) {
    throw new PaneError('usage', "--json and --markdown can't be used together");
  }
  const since = await sinceOf(value('since'));
  const { report } = await import('../engine/report/report.ts');
  return await report(context, { file, tasks: args, since });
}

export async function showReport({ context, json, has }: ReportCall, told: NightReport): Promise<void> {
  if (json) {
    const { formatJson } = await import('../ui/json.ts');
    context.stdout(formatJson(told));
    return;
  }
  const [{ formatNightReport, markdownReport }, { available, outPalette }] = await Promise.all([
    import('../ui/night-report.ts'),
    import('./terminal.ts'),
  ]);
  const view = { palette: outPalette(context), available: available(context) };
  context.stdout(has('markdown') ? markdownReport(told) : formatNightReport(told, view));
}

/** Milliseconds. */
async function sinceOf(written: string | null): Promise<number> {
  if (written === null) return HOURS_12;
  const { parseBack } = await import('../config/keys/duration.ts');
  const duration = parseBack(written, Date.now());
  if (duration !== null) return duration;
  throw new PaneError('usage', `--since takes a duration such as 12h, 90m or 10s, not "${written}"`);
}
