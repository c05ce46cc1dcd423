/**
 * Which tasks may go up with what was approved, and what is new, as text for the terminal. Pure.
 */
import type { TaskName } from '../ids.ts';
import type { Value, ValueKind } from './values.ts';
import { visible } from './visible.ts';

/** What the user approved for a project. */
export interface Approvals {
  /** By kind and text, whatever task had it: a new task made of approved values needs no approval. */
  readonly approved: readonly Pick<Value, 'kind' | 'value'>[];
  /** All values at the last approval, to tell what changed since; approves nothing. */
  readonly last: readonly Value[];
}

export const nothingApproved: Approvals = { approved: [], last: [] };

export interface Judgement {
  /** Tasks all of whose values, and the project's own, are approved. */
  readonly approvedTasks: ReadonlySet<TaskName>;
  readonly unapproved: readonly Value[];
}

function keyOf({ kind, value }: Pick<Value, 'kind' | 'value'>): string {
  return `${kind}\0${value}`;
}

export function judge(values: readonly Value[], approvals: Approvals): Judgement {
  const approved = new Set(approvals.approved.map(keyOf));
  const unapproved = values.filter((value) => !approved.has(keyOf(value)));
  // A task goes up without it: the notifier alone waits.
  const blocked = new Set(unapproved.filter(({ kind }) => kind !== 'notify').map((value) => value.task));
  const tasks = values.flatMap(({ task }) => (task === null || blocked.has(task) ? [] : [task]));
  return { approvedTasks: new Set(blocked.has(null) ? [] : tasks), unapproved };
}

/** Whether this one value was approved; for what is used before all can be judged. */
export function isApproved(value: Pick<Value, 'kind' | 'value'>, { approved }: Approvals): boolean {
  return approved.some((entry) => keyOf(entry) === keyOf(value));
}

/** Approvals only grow: what was approved once stays approved. */
export function approve(approvals: Approvals, values: readonly Value[]): Approvals {
  const known = new Map(approvals.approved.map((entry) => [keyOf(entry), entry]));
  for (const { kind, value } of values) known.set(keyOf({ kind, value }), { kind, value });
  return { approved: [...known.values()], last: values };
}

interface Line {
  readonly sign: '+' | '-';
  readonly kind: ValueKind;
  readonly value: string;
  /** Null: the project. */
  readonly tasks: Set<TaskName | null>;
}

function placeOf({ task, kind }: Value): string {
  return `${task ?? ''}\0${kind}`;
}

/** What is new, and what it replaces: values of the same task and kind that are no longer there. */
function changesOf(values: readonly Value[], approvals: Approvals): Line[] {
  const { unapproved } = judge(values, approvals);
  const places = new Set(unapproved.map(placeOf));
  const current = new Set(values.map((value) => `${placeOf(value)}\0${value.value}`));
  const gone = approvals.last.filter(
    (value) => places.has(placeOf(value)) && !current.has(`${placeOf(value)}\0${value.value}`),
  );
  const lines = new Map<string, Line>();
  const add = (sign: '+' | '-', { task, kind, value }: Value): void => {
    const key = `${sign}${task === null}${keyOf({ kind, value })}`;
    const line = lines.get(key) ?? { sign, kind, value, tasks: new Set() };
    line.tasks.add(task);
    lines.set(key, line);
  };
  for (const value of gone) add('-', value);
  for (const value of unapproved) add('+', value);
  return [...lines.values()];
}

function headingOf(tasks: ReadonlySet<TaskName | null>): string {
  const names = [...tasks].filter((task) => task !== null).map(visible);
  if (names.length === 0) return 'The project';
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  return `${names.length === 1 ? 'Task' : 'Tasks'} ${shown.join(', ')}`;
}

/** Further lines of a value stand deeper, behind the same sign, so that they can't look like another one. */
function formatLine({ sign, value }: Line): string {
  return value
    .split('\n')
    .map((text, index) => `    ${sign} ${index === 0 ? '' : '  '}${visible(text)}`)
    .join('\n');
}

function groupBy<K>(lines: readonly Line[], keyOfLine: (line: Line) => K): Map<K, Line[]> {
  const groups = new Map<K, Line[]>();
  for (const line of lines) {
    const key = keyOfLine(line);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return groups;
}

function formatKinds(lines: readonly Line[]): string[] {
  const byKind = groupBy(lines, (line) => line.kind);
  return [...byKind].flatMap(([kind, ofKind]) => {
    const removedFirst = ofKind.toSorted((a, b) => Number(a.sign === '+') - Number(b.sign === '+'));
    return [`  ${kind}`, ...removedFirst.map(formatLine)];
  });
}

/** How many values `formatDifference` shows as new: what several tasks have is one. */
export function countNew(values: readonly Value[], approvals: Approvals): number {
  return changesOf(values, approvals).filter(({ sign }) => sign === '+').length;
}

/** What is to be approved, as a difference to what was; empty if all is approved. */
export function formatDifference(values: readonly Value[], approvals: Approvals): string {
  const lines = changesOf(values, approvals);
  if (lines.length === 0) return '';
  const groups = groupBy(lines, (line) => headingOf(line.tasks));
  const text = [...groups].flatMap(([heading, ofTasks]) => [heading, ...formatKinds(ofTasks), '']);
  return `${text.join('\n')}\nThis does not cover the contents of scripts that these commands run.\n`;
}
