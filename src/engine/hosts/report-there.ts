/**
 * What became of the tasks of a host, as its own `pane report` tells it. What another version does not tell counts as nothing.
 */
import * as c from '../../codec.ts';
import type { Asked } from '../../hosts/protocol.ts';
import { type TaskState, taskStates } from '../../snapshot/status.ts';
import { type Note, noteKinds } from '../report/notes.ts';
import type { NightReport } from '../report/report.ts';
import type { TaskReport } from '../report/summary.ts';
import type { FromHost } from './each.ts';
import type { Reached } from './reach.ts';
import { listed, reportOf } from './report.ts';

const state: c.Check<TaskState | 'gone'> = (value) =>
  value === 'gone' ? value : (taskStates.find((each) => each === value) ?? 'unknown');
const stays = c.list(
  c.object({ at: c.text, seconds: c.number, message: c.nullable(c.text), lasts: c.boolean }),
);
const outcome = c.oneOf('green', 'red', 'unchanged', 'fault');

const row: c.Check<TaskReport> = c.object({
  task: c.text,
  state,
  message: c.nullable(c.text),
  startedAt: c.nullable(c.text),
  seconds: c.record(c.number),
  turns: c.object({ done: c.number, failed: c.number }),
  questions: stays,
  limits: stays,
  checks: c.list(c.object({ at: c.text, outcome, exitCode: c.nullable(c.number), seconds: c.number })),
  messages: c.list(c.object({ at: c.text, reason: c.oneOf('check', 'limit', 'cut-off') })),
  restarts: c.list(c.object({ at: c.text, cause: c.text })),
  commits: c.nullable(c.number),
  lines: c.nullable(c.object({ added: c.number, removed: c.number })),
  dirty: c.nullable(c.number),
});

const note: c.Check<Note> = c.object({
  kind: c.oneOf(...noteKinds),
  from: c.text,
  to: c.text,
  count: c.number,
});

export type ReportThere = Pick<NightReport, 'tasks' | 'notes'>;

/** `words`: `--since` and the names of tasks. A host that was sent nothing has nothing to tell. */
export async function reportThere({ name, host }: Reached, words: readonly string[]): Promise<ReportThere> {
  const { opened } = await host.greet();
  if (!opened.hasList) return { tasks: [], notes: [] };
  const asked: Asked = {
    do: 'run',
    command: 'report',
    words: ['--json', ...words],
    stdin: '',
    changes: false,
  };
  const { document, error } = reportOf(name, await host.ask(asked));
  if (error !== null) throw new Error(`${name}: ${error.message}`);
  return {
    tasks: listed(document.tasks, row).map((each) => ({ ...each, host: name })),
    notes: listed(document.notes, note).map((each) => ({ ...each, host: name })),
  };
}

/** One report; `unasked`: hosts of which nothing is known. */
export function joinReports(here: NightReport, answers: readonly FromHost<ReportThere>[]): NightReport {
  const parts = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
  return {
    ...here,
    tasks: [...here.tasks, ...parts.flatMap(({ tasks }) => tasks)],
    notes: [...here.notes, ...parts.flatMap(({ notes }) => notes)],
    unasked: answers.flatMap((answer) => (answer.ok ? [] : [answer.host])),
  };
}
