/**
 * What a host tells of its tasks, joined with the status of this machine.
 */
import * as c from '../../codec.ts';
import type { TaskConfig } from '../../config/config.ts';
import { toldFields } from '../../config/keys/task-keys.ts';
import { messageOf } from '../../errors.ts';
import {
  type ArchivedStatus,
  type HostStatus,
  type ProjectStatus,
  type TaskStatus,
  taskStates,
} from '../../snapshot/status.ts';
import { unknownStatus } from '../../snapshot/unknown-status.ts';
import { archivedIn } from './archives-there.ts';
import type { FromHost } from './each.ts';
import type { LeftHost, Reached } from './reach.ts';
import { listed, reportOf } from './report.ts';

export interface StatusThere {
  readonly tasks: readonly TaskStatus[];
  readonly orphans: readonly TaskStatus[];
  readonly archived: readonly ArchivedStatus[];
  readonly pending: number;
  readonly warnings: readonly string[];
  readonly watches: boolean;
  /** Of everything that is there and not archived. */
  readonly names: readonly string[];
  /** Of what its list has, made or not. */
  readonly listed: readonly string[];
}

const row = c.record(c.anything);
const NOTHING: StatusThere = {
  tasks: [],
  orphans: [],
  archived: [],
  pending: 0,
  warnings: [],
  watches: true,
  names: [],
  listed: [],
};

/** Its rows; `names`: only these. A host that has no such list yet has nothing. */
export async function statusThere(
  { name, host, project }: Reached,
  names: readonly string[],
  long: boolean,
): Promise<StatusThere> {
  const { opened } = await host.greet();
  if (!opened.hasList) return NOTHING;
  const words = ['--json', ...(long ? ['--long'] : []), ...names];
  const outcome = await host.ask({ do: 'run', command: 'status', words, stdin: '', changes: false });
  const { document, error } = reportOf(name, outcome);
  if (error !== null) throw new Error(`${name} (${project}): ${error.message}`);
  const tasks = rowsOf(name, document.tasks);
  const orphans = rowsOf(name, document.orphans);
  return {
    tasks,
    orphans,
    archived: archivedIn(document, name),
    pending: typeof document.pending === 'number' ? document.pending : 0,
    warnings: listed(document.warnings, c.text),
    watches: document.watcher !== null && document.watcher !== undefined,
    names: [...tasks, ...orphans].filter(({ state }) => state !== 'pending').map((each) => each.name),
    listed: tasks.map((each) => each.name),
  };
}

/** Over a row without anything, so that what another version does not tell is not missing. */
function rowsOf(host: string, value: unknown): TaskStatus[] {
  return listed(value, row).map((told) => {
    const name = typeof told.name === 'string' ? told.name : '?';
    const state = taskStates.find((each) => each === told.state) ?? 'unknown';
    return { ...emptyRow(name, host), ...told, name, host, state };
  });
}

function emptyRow(name: string, host: string): TaskStatus {
  return { ...unknownStatus(name), host };
}

export interface Joining {
  readonly reached: readonly Reached[];
  readonly answers: readonly FromHost<StatusThere>[];
  readonly left: readonly LeftHost[];
  /** Tasks that stay where they are, whatever the file says. */
  readonly staying: ReadonlyMap<string, string>;
  /** Only these; null: all. */
  readonly names: ReadonlySet<string> | null;
}

/** One table. What could not be asked is `unknown`, with the reason. */
export function joinStatus(here: ProjectStatus, joining: Joining): ProjectStatus {
  const { reached, answers, left, staying, names } = joining;
  const isShown = ({ name }: { readonly name: string }): boolean => names?.has(name) ?? true;
  // Its conflict stands in the row of this machine.
  const isHere = new Set(here.orphans.map(({ name }) => name));
  const parts = answers.map((answer) => {
    const of = reached.find(({ name }) => name === answer.host);
    return {
      answer,
      rows:
        of === undefined
          ? []
          : rowsFrom(of, answer, staying).filter((row) => isShown(row) && !isHere.has(row.name)),
    };
  });
  const ofLeft = left.flatMap(({ name, known }) =>
    known.tasks.filter(isShown).map((task): TaskStatus => {
      const message = `host ${name} has left the file`;
      return { ...emptyRow(task.name, name), message };
    }),
  );
  const values = answers.flatMap((answer) => (answer.ok ? [{ host: answer.host, ...answer.value }] : []));
  return {
    ...here,
    tasks: [...here.tasks, ...parts.flatMap(({ rows }) => rows), ...ofLeft],
    orphans: [...here.orphans, ...values.flatMap(({ orphans }) => orphans)],
    archived: [...here.archived, ...values.flatMap((value) => value.archived)],
    pending: values.reduce((sum, { pending }) => sum + pending, here.pending),
    warnings: [
      ...here.warnings,
      ...values.flatMap(({ host, warnings }) => warnings.map((warning) => `${host}: ${warning}`)),
      ...left.map(leftWarning),
    ],
    hosts: answers.map((answer): HostStatus => {
      if (answer.ok) return { name: answer.host, watches: answer.value.watches, error: null };
      return { name: answer.host, watches: null, error: messageOf(answer.error) };
    }),
  };
}

/** With the two ways out. */
export function leftWarning({ name, known }: LeftHost): string {
  const tasks = known.tasks.map((task) => task.name).join(', ');
  return `host ${name} has left the file while it has tasks (${tasks}), which stay as they are: put it back (ssh: ${known.ssh}, path: ${known.path}), or run \`pane hosts forget ${name}\``;
}

/** In the order of the file; what the host does not know yet is pending. */
function rowsFrom(
  { name, part, known }: Reached,
  answer: FromHost<StatusThere>,
  staying: ReadonlyMap<string, string>,
): TaskStatus[] {
  const inFile = part?.tasks ?? [];
  if (!answer.ok) {
    const message = messageOf(answer.error);
    const others = (known?.tasks ?? []).filter((task) => inFile.every((each) => each.name !== task.name));
    return [
      ...inFile.map((task) => ({ ...rowOf(task, name), message })),
      ...others.map((task) => ({ ...emptyRow(task.name, name), message })),
    ];
  }
  const told = answer.value.tasks.map((each) => asInFile(each, inFile, known?.renaming));
  const there = new Map(told.map((each) => [each.name, each]));
  const rows = inFile.map((task): TaskStatus => {
    const row = there.get(task.name) ?? { ...rowOf(task, name), state: 'pending' };
    const note = staying.get(task.name);
    return note === undefined ? row : { ...row, message: [row.message, note].filter(Boolean).join('; ') };
  });
  const listedHere = new Set<string>(inFile.map((task) => task.name));
  const leaving = told.filter((each) => !listedHere.has(each.name));
  return [...rows, ...leaving.map((each) => ({ ...each, message: 'left the file: `pane up` archives it' }))];
}

/** A task that is getting another name, by the one that the file has. */
function asInFile(
  row: TaskStatus,
  inFile: readonly TaskConfig[],
  renaming: NonNullable<Reached['known']>['renaming'],
): TaskStatus {
  if (renaming === undefined || inFile.some((task) => task.name === row.name)) return row;
  const { from, to } = renaming;
  const other = row.name === from ? to : row.name === to ? from : null;
  if (other === null || inFile.every((task) => task.name !== other)) return row;
  return {
    ...row,
    name: other,
    message: `is being renamed from ${from} to ${to}: \`pane up\` finishes that`,
  };
}

function rowOf(task: TaskConfig, host: string): TaskStatus {
  const { name, agent, branch } = task;
  return { ...emptyRow(name, host), ...toldFields(task), host, agent: agent.name, branch };
}
